/** What an agent is told about this server before it looks at single tools. */
export const mcpInstructions = `Publishes videos and photos to accounts whose owners have authorised it on the platform's own page.

The order of things:
1. connect_account gives a link for the account's owner. Only the owner may open it; wait until get_connection says "active".
2. get_publishing_options says what the account may do right now.
3. add_media_from_url, or create_upload_link for a file on another machine.
4. validate_post, then create_post. A "publish" delivery waits for its owner on review_url: give the owner that link. A "draft" goes to the owner's inbox on the platform.
5. get_post with wait_s until every delivery has ended.

A delivery that is "unconfirmed" may be out: never post it again; a person must look and settle it.
Send an idempotency_key with create_post, so that repeating the call cannot make a second post.`;

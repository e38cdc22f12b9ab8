/**
 * What somebody who has just started the service can do with it, as lines to copy.
 *
 * @param {object} started
 * @param {string} started.gateway Origin of the gateway.
 * @param {string} started.sandbox Origin of the sandbox.
 * @param {string} started.apiKey
 */
export function whatToTry({ gateway, sandbox, apiKey }) {
  return `
The gateway serves ${gateway}, with TikTok's sandbox at ${sandbox}.
Nothing here reaches TikTok. Stop both with Ctrl-C; what they held is gone then.

In a second terminal, here in the repository:

  export GATEWAY=${gateway} KEY=${apiKey}
  alias api='curl -sS -H "Authorization: Bearer $KEY"'

1. Ask for a link for the owner of an account, open its authorization_url in a browser,
   and approve as one of the sandbox's accounts:

  api $GATEWAY/v1/connections --json '{"platform": "tiktok", "user": "ada"}'
  export CONNECTION=con_…   # the id of the answer

2. Store a video:

  api $GATEWAY/v1/media -H 'Content-Type: video/mp4' -T test-fixtures/media/files/vertical-h264-aac.mp4 -X POST
  export MEDIA=med_…

3. Send it to the owner's inbox, and watch it arrive:

  api $GATEWAY/v1/posts --json '{"media": ["'$MEDIA'"], "targets": [{"connection": "'$CONNECTION'", "mode": "draft"}]}'
  api "$GATEWAY/v1/posts/post_…?wait_s=30"

4. Post it directly: the answer's review_url is the owner's page, where they choose and agree:

  api $GATEWAY/v1/posts --json '{"media": ["'$MEDIA'"], "text": "Hello", "targets": [{"connection": "'$CONNECTION'", "mode": "publish"}]}'

What TikTok saw:  curl ${sandbox}/_sandbox/posts
Everything else:  ${gateway}/docs
`;
}

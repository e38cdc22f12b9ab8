-- What a gateway left on PostgreSQL before its tables knew events, attempts, pauses, turns and limits: written by
-- pg_dump --schema=public --inserts --no-owner --no-privileges after a session with TikTok's sandbox, comments
-- removed. Its key is the bytes 7, 7, 7, … under the id k1; nothing in it is or was secret.
CREATE SCHEMA public;
CREATE TABLE public.api_keys (
    id text NOT NULL,
    tenant_id text NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    scopes jsonb NOT NULL,
    limits jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);
CREATE TABLE public.authorization_flows (
    id text NOT NULL,
    tenant_id text NOT NULL,
    connection_id text NOT NULL,
    platform text NOT NULL,
    asked_by text NOT NULL,
    scopes jsonb NOT NULL,
    return_url text,
    link_digest text NOT NULL,
    sealed_link text NOT NULL,
    link_expires_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    state_digest text,
    browser_digest text,
    sealed_secrets text,
    state_expires_at timestamp with time zone,
    finished_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.client_registrations (
    platform text NOT NULL,
    registration_key text NOT NULL,
    sealed text NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.connections (
    id text NOT NULL,
    tenant_id text NOT NULL,
    platform text NOT NULL,
    owner text NOT NULL,
    status text NOT NULL,
    inputs jsonb NOT NULL,
    requested_scopes jsonb NOT NULL,
    granted_scopes jsonb DEFAULT '[]'::jsonb NOT NULL,
    account_id text,
    account_display_name text,
    account_username text,
    account_avatar_url text,
    pending_until timestamp with time zone,
    connected_at timestamp with time zone,
    disconnected_at timestamp with time zone,
    reauthorize_before timestamp with time zone,
    platform_revoked boolean DEFAULT false NOT NULL,
    last_error jsonb,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT connections_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'reauthorization_required'::text, 'disconnected'::text, 'failed'::text])))
);
CREATE TABLE public.credential_pointers (
    tenant_id text NOT NULL,
    connection_id text NOT NULL,
    generation bigint NOT NULL,
    envelope_id text NOT NULL,
    previous_envelope_id text
);
CREATE TABLE public.deliveries (
    id text NOT NULL,
    post_id text NOT NULL,
    tenant_id text NOT NULL,
    "position" integer NOT NULL,
    connection_id text NOT NULL,
    owner_user text NOT NULL,
    platform text NOT NULL,
    mode text NOT NULL,
    title text,
    text text,
    options jsonb NOT NULL,
    status text NOT NULL,
    status_detail text,
    error jsonb,
    warnings jsonb DEFAULT '[]'::jsonb NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    bytes_sent bigint DEFAULT 0 NOT NULL,
    bytes_total bigint NOT NULL,
    resumes_at timestamp with time zone,
    remote_handle text,
    remote_post_ids jsonb DEFAULT '[]'::jsonb NOT NULL,
    remote_url text,
    visibility_requested text,
    visibility_actual text,
    content_digest text NOT NULL,
    state text,
    commit_state text DEFAULT 'none'::text NOT NULL,
    due_at timestamp with time zone,
    fence integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    observe_until timestamp with time zone,
    cancel_requested_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.delivery_events (
    id bigint NOT NULL,
    delivery_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    status text NOT NULL,
    detail text
);
ALTER TABLE public.delivery_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.delivery_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.encryption_key_checks (
    key_id text NOT NULL,
    sealed text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.idempotency_keys (
    tenant_id text NOT NULL,
    route text NOT NULL,
    key_digest text NOT NULL,
    fingerprint text NOT NULL,
    claim text NOT NULL,
    claimed_until timestamp with time zone NOT NULL,
    resource_id text,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.keyv (
    key character varying(255) NOT NULL,
    value text
);
CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE public.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.leases (
    name text NOT NULL,
    holder text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.media (
    id text NOT NULL,
    tenant_id text NOT NULL,
    status text NOT NULL,
    reserved_bytes bigint NOT NULL,
    size_bytes bigint,
    sha256 text,
    type text,
    facts jsonb,
    error jsonb,
    writer text,
    writer_until timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.media_fetches (
    media_id text NOT NULL,
    sealed_url text NOT NULL,
    attempts integer NOT NULL,
    due_at timestamp with time zone NOT NULL
);
CREATE TABLE public.media_leases (
    delivery_id text NOT NULL,
    media_id text NOT NULL,
    token_digest text NOT NULL,
    sealed_token text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.media_storage (
    id integer NOT NULL,
    reserved_bytes bigint NOT NULL,
    CONSTRAINT media_storage_reserved_bytes_check CHECK ((reserved_bytes >= 0))
);
CREATE TABLE public.media_uploads (
    media_id text NOT NULL,
    token_digest text NOT NULL,
    sealed_token text NOT NULL,
    size_bytes bigint NOT NULL,
    type text NOT NULL,
    sha256 text,
    offset_bytes bigint NOT NULL
);
CREATE TABLE public.pending_revocations (
    connection_id text NOT NULL,
    tenant_id text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    last_error_code text,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.posts (
    id text NOT NULL,
    tenant_id text NOT NULL,
    api_key_id text NOT NULL,
    reference text,
    media_ids jsonb NOT NULL,
    review text NOT NULL,
    consent jsonb,
    publish_at timestamp with time zone,
    revision integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.rate_limits (
    key character varying(255) NOT NULL,
    points integer DEFAULT 0 NOT NULL,
    expire bigint
);
CREATE TABLE public.reviews (
    post_id text NOT NULL,
    token_digest text NOT NULL,
    sealed_token text NOT NULL,
    content_digest text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    decision text,
    decided_at timestamp with time zone,
    receipt jsonb
);
CREATE TABLE public.tenants (
    id text NOT NULL,
    name text NOT NULL,
    return_urls jsonb DEFAULT '[]'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);
INSERT INTO public.authorization_flows VALUES ('f9b6e12a-b3b4-494a-894a-e090dd03ca0f', 'default', 'con_uFlzsD01VYKSvJcVrSmK', 'tiktok', 'bootstrap', '["user.info.basic", "video.publish", "video.upload"]', NULL, '931f5d829f88ea74556c6f17763e12b8154147a3e6b1260bec187a93f74bd386', 'up1.k1.d_2DhpFl-4QYSEJZiG2b8dy9aKMZbeDoR888knscx1cxFGLemxZfZziNyVDRmUSR924vpOPj9Hzu2f5w.3GwHn2qI98ckHdrASVgC1EQDSAueq1MM03u8JBVCNOast2wiMLtGh09D87Qb9k6pdYytuVIqYxOGVZ1cULgWEtSKTuTEWHc', '2026-11-30 00:05:22.485+00', '2026-11-29 23:55:22.606+00', '1445af1220746738a908807363260ef36fccd403cdc2cabf8e93d11297c1c01c', 'b7ad4c58ff2bc22efb3855a2e545020a07b0c2c4662aae286e4da14fab6c49c4', NULL, '2026-11-30 00:05:22.606+00', '2026-11-29 23:55:22.673+00', '2026-11-29 23:55:22.489+00');
INSERT INTO public.authorization_flows VALUES ('de863097-6e2f-4f93-94c7-b901d4edd676', 'default', 'con_s3ZWi1tbyWNO1VoZ35cT', 'tiktok', 'bootstrap', '["user.info.basic", "video.publish", "video.upload"]', NULL, 'da89611412df0420d32be7012b597699008b35611c1d8fb709e823182e7add8d', 'up1.k1.0DcP9V_8_L31tyXGuGnS_9OdGB8bwk7bkgdWPiUhmkxx-QRHu7P2Mu0Ata649sB7MmC3Nqjn56sOtvDV.NXOSDQBodygbs5njbML29qUNxXkJekN6VSAk8-pXhn4Qc6C4_IUEdK_AsPC8wGMMhE6UFJtLXPHrxiT3n0pla2Aq4xZ6WnA', '2026-11-30 00:05:33.786+00', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-29 23:55:33.79+00');
INSERT INTO public.connections VALUES ('con_uFlzsD01VYKSvJcVrSmK', 'default', 'tiktok', 'demo-owner', 'active', '{}', '["user.info.basic", "video.publish", "video.upload"]', '["user.info.basic", "video.publish", "video.upload"]', '-0002-30oQ8cHGqWDsBhntGie5sFXDAwQhDv1xLN', 'Ada Public', NULL, 'https://avatars.tiktok-sandbox.invalid/168/ada.public.jpeg', NULL, '2026-11-29 23:55:22.851+00', NULL, '2027-05-28 23:55:21.678+00', false, NULL, '2026-11-29 23:55:22.485+00');
INSERT INTO public.connections VALUES ('con_s3ZWi1tbyWNO1VoZ35cT', 'default', 'tiktok', 'pending-owner', 'pending', '{}', '["user.info.basic", "video.publish", "video.upload"]', '[]', NULL, NULL, NULL, NULL, '2026-11-30 00:05:33.786+00', NULL, NULL, NULL, false, NULL, '2026-11-29 23:55:33.786+00');
INSERT INTO public.credential_pointers VALUES ('default', 'con_uFlzsD01VYKSvJcVrSmK', 866427552386, 'ba22b7f0-b365-49e4-87a1-0381b10ad285', NULL);
INSERT INTO public.deliveries VALUES ('dlv_wHW5ttGukxj8m56qBo0C', 'post_idAupZXKRlpsXLpASQkH', 'default', 0, 'con_uFlzsD01VYKSvJcVrSmK', 'demo-owner', 'tiktok', 'publish', NULL, 'Published', '{"allow_duet": false, "ai_generated": false, "allow_stitch": false, "allow_comment": false, "brand_content": false, "brand_organic": false, "privacy_level": "SELF_ONLY"}', 'published', NULL, NULL, '[]', 1, 323537, 323537, NULL, 'v_pub_file~v2-1.7400000000000000001', '[]', NULL, 'SELF_ONLY', NULL, 'fe22cc357f1f97e6ca7cf7a0a1f05804f7f647705656fc5c0db083e69284f0d6', 'up1.k1.ZBVj5Ek4IwlH8AHZrIWnYA0ii5xS7DKKOHNE6UDL1oN1xTokFu5vwRkoE6kTI_VZ5ECC1Ez-6i21luJA.hQPUKWur42aqnGILOlYc04sgaUqPI-vPveBMEImTBRDhA1lYz8brlEcbyS0AU-GFnnWs6Lq--aVz5EWdIEV5tqGfQiCHLT34I44lL2GNBMuNxlzTQleKS3TlY1q-dYrlCCfwy_fyGehCIHt_DYASg4aNSSgs-gZtxdXK5z12bSeZLZiK71Zsxw2DCWM49586yh8bATtGWWyP0Kmfcafstpb_IljB9KpRparh7SSkrFbdSnW3i_AHzqW09Cypybzcc6b3qe7Spj8GM-veKk52IdYr70Fw2zPq6fh2DX2tvVgX87a9ztoJntMKaEHSAtI6nYLiSTY3k5B2ONsKPM7z4kWuZQpRwoTny_od75q1t_PktY-cAfLMDwG7ovI33-rPmcxFNm_cIA0-qWekaDKS6CftCMKFLp4P7IzIICEQNoT2AGlyoWHVMreJ-NkySm0xUMPaDkdD2i8hpjAhlM1vyOKcp-6oMp7DIlzyom4l1RyDZQ5QDnnwJpt8skO3jpu2Pn19KyiT_o4R4NaRwVlKykJrnTzKRNGCFupK82dHuU4rfakX7GNlupXhNoDYB3d1sdhyvEuf_ekr-zux5DdcHL1-WphWf4Aa-2E5b39FWQBSWMCLFkL2Q_t_RwFk-5dC3Q8xvPlg7sNT7FTtPQ_1QfoEJt5-AwvDtGqw17Sigoaj4ZBqfiAgt3GFMOqmWQBj7xys_O2HiphYNwwNQLjZjtLZTyijr72w6Z5QrzCJ5Hs2V98dR4IglvSzd00pw1IAqjz_pa0lGylx116xBXHSMAiZdS41rxCGzV-flwugs6dI3eY4IJxfkzqvNrnQm2tQF9_vvWpQtMwq9p20PW27ZeAFmGvIPGpeUMEAtSWR_H0aB9KsnPy3qVr3BKU2zMPj0pJ5nORpHR5J34DRB7CPR5lm04-Dl7Hgzh0AANpfZTsvux9CVPn18NdRsxlHlNaPV73xi4579ZUx2Edh2nGzCWoT526F0P9SHk1tSQvMT61Dux0tbkMoSXXnjnO5pZOL6lra6-1R6sWdg8ey-da-scEUQxUZ67hdziGTsWtYVfLbOFzMr__8KbLDBdmBSf2_6_TxzoGrt8Ym9ZxuKSkWc2gOb3JtGd5nrooceKG4tbO81Q', 'confirmed', NULL, 1, NULL, '2026-12-01 23:55:23.955+00', NULL, '2026-11-29 23:55:23.554+00', '2026-11-29 23:55:23.955+00');
INSERT INTO public.deliveries VALUES ('dlv_TedPu5eETo00obNA0E7z', 'post_wZbNzoSZKK5C3fC11fZj', 'default', 0, 'con_uFlzsD01VYKSvJcVrSmK', 'demo-owner', 'tiktok', 'draft', NULL, NULL, '{}', 'in_inbox', NULL, NULL, '[]', 1, 323537, 323537, NULL, 'v_inbox_file~v2.7400000000000000002', '[]', NULL, NULL, NULL, 'bddac9258fba8234c5302262b5b6d9f7981985d434bc4935aff370e36f3cebba', 'up1.k1.shurqAUVZnfkAaXalo14jZrpapFQCGGrG42qon63sRDdjxk4NV-nxeCpUKNVIwP3o6t0WwFshyIdbhE_.BsKKIx4RIVZTGGnAb6EWZ2wbw9FkowCQiXjIKof1xiKhHG5fYAGah3PtCd_jmmI6isOAaAt9cGMflL4QW-nNhv9WAApNVjj1XGqiX5PX_kigzVWUZvrRFnXmuiM2b-KksWGmrtox-atT_Xo8WMutB_6w78AJUgIGhFozJOKI3bgkSCAX5jw0w3iu-_mmIenx9BxWwIW91bmwlyZThF8tagomRuhIbkjzp6kx5YeObEsnv50KXlOaecbG1YExMiVdUTJUrASzObuWZ7HMfwkefTgdRj6tujWN0hWJiKN50eYLPmR8-Lu429lavISdm6LWu2nU2psYpksprU-1uF9l4N55_b1NyjlBXVfy4KW033QTayi_uWzoIEjHF0qZUizEONIOSTYWX1eBGJkLM-BiFnJz0C3OLh2b6Plhm4YfJOAQSbSW4Jdd6WcwO5rLLnpN6QNEjlC_NILV_1fpyMJ_FYyMonahAFcepguA9laXKeA2Z40uV1Oklnidy9hZt5WRGWwajNgse-TSC8MwgpCxw4Yi5OeoB4JkLJc4N0AmEIl6LUOBmx0nqbXrZqwJNU0Idzlf0j5DXWncihol2pGcJc-AqkRBAAyQVa2GDzT666SVthTc4emehtEFgfgk9RSz0hi6tJxCMhH8UQchgAxXJmxal26d_nzN-HIQlCzNccOZbB6-OL45Holn-US8KPM9BuahJye6YfdKCPOGtKGWHu3mgbr-LUBBkoAwAGKl7S6wO7D50TxuLXyeq9cJhJZT9cbUEfThKemjxHcUEjyGwOWq-cBopczKtiG0YGDBvI4XGsNJ5YF8527GlfcUq0NSFswySfjRMTZ1tYLLk_AoZosu-p7fG_UX4tCeqJlepOJuciKKm1dawKjZRXJBCYatwCQAhN56xgcOaDDfNmn5Tn20gTaFKjn5LgQd6gNtp0B9JLympxO7lWSNmDu9gibZmbrLLeYJ4mUgfia-SAXIxD6-WrmLrlpFfid_ZJf4Q7qwWlfnoHQJ2JVZdPKvVTzb0cp8nhdcZnUfoE8IcMAOKB-JhLIfZiqqwnWXs0odZ6vWPQWZGEhPf9zxzBS6hmF94RgMQW0DEvWXOCRdJz4OjsEtpadlVIbd6uo', 'confirmed', '2026-11-30 00:05:24.434+00', 1, NULL, '2026-12-13 23:55:24.436+00', NULL, '2026-11-29 23:55:24.253+00', '2026-11-29 23:55:24.436+00');
INSERT INTO public.deliveries VALUES ('dlv_yi6IrqWY6RRoIkpz061K', 'post_bUQwKhHAUOnIb6Xse3KJ', 'default', 0, 'con_uFlzsD01VYKSvJcVrSmK', 'demo-owner', 'tiktok', 'publish', NULL, 'Scheduled', '{"allow_duet": false, "ai_generated": false, "allow_stitch": false, "allow_comment": false, "brand_content": false, "brand_organic": false, "privacy_level": "SELF_ONLY"}', 'scheduled', NULL, NULL, '[]', 0, 0, 323537, NULL, NULL, '[]', NULL, NULL, NULL, 'de842368e7b36081705153ab27029d829a2d06139c02df1a96e30b59e5f58f0d', NULL, 'none', '2027-09-25 23:55:24.872+00', 0, NULL, NULL, NULL, '2026-11-29 23:55:24.876+00', '2026-11-29 23:55:24.876+00');
INSERT INTO public.deliveries VALUES ('dlv_a9pSx0CYJxe0MyBtoC0s', 'post_dKSCwfXFS0K4Fy3AFu1n', 'default', 0, 'con_uFlzsD01VYKSvJcVrSmK', 'demo-owner', 'tiktok', 'publish', NULL, 'Reviewed', '{}', 'awaiting_review', NULL, NULL, '[]', 0, 0, 323537, NULL, NULL, '[]', NULL, NULL, NULL, 'a5d5957b7984aab7eff9d4087ddd4545e8177c6adc2553431b3f0fb95f33327a', NULL, 'none', '2026-12-06 23:55:24.922+00', 0, NULL, NULL, NULL, '2026-11-29 23:55:24.922+00', '2026-11-29 23:55:24.922+00');
INSERT INTO public.deliveries VALUES ('dlv_Obhv2WZAGyHdzXl0GuTL', 'post_ikQ0X93fIDFl62f5vmkJ', 'default', 0, 'con_uFlzsD01VYKSvJcVrSmK', 'demo-owner', 'tiktok', 'publish', NULL, 'Armed', '{"allow_duet": false, "ai_generated": false, "allow_stitch": false, "allow_comment": false, "brand_content": false, "brand_organic": false, "privacy_level": "SELF_ONLY"}', 'waiting', 'platform_unavailable', '{"code": "platform_unavailable", "type": "/docs#error-platform_unavailable", "title": "The platform cannot be reached", "detail": "TikTok could not be asked (POST /v2/post/publish/status/fetch/): the connection broke (UND_ERR_SOCKET). Whether the request arrived is not known.", "status": 503, "outcome": "unknown", "retryable": true}', '[]', 1, 0, 323537, '2026-11-29 23:55:34.147+00', NULL, '[]', NULL, NULL, NULL, '312929c7dd54f882f5bcb98637877c62d80589e6d7023695634ed705e3512c05', 'up1.k1.lW1pg78bVH7zWD3QEanEgALaDl16no4TD9nK9gZM2i-95YJWP2Rf-UjtXtVbxV4MmbQVGVH3VPhyD6pn.7mgKh2pJJLQI1ToLsgaAfYspfrjue11HQ_70uOXw5f_0uGlf5DbV9R7FiSiWIzXMuVVNkM2b34xWiN4-B2sLSHNxy1C0Pbt2AH8mJkHUzlc0O51YQtLvQp1FgsMA9iLl7nkaoXqw5Vhh6otWDBo0pHVZ6_ldgEXbGa8iiEpPrDoTHxSb4nJFs1rEvPt9gGW8NZWR1YAjlAGYSBmiMD2FRIV9eq_P0KjvnYHzjr3atC9QhaDf6fcPT-RjdxmVOXiA2hfXQAWk7TIZbmBd-_mCNNPLB2OaLePBYHXWUJb4i9ScdgHtxXi8WejTAK9Ja37vBYd2rwP2Jq25rcpoXXG_BmqmKCieUIo6yHvFvNG4MUWUEVuIXWHN1y3QmHPDdvHoO7Zr3p8xmt97JxINy6uyoQ1xQ7E1FSHZ65LUXFeAksyXIquiiq7phK59_UTLxr7kPgva_4Q0Fbfd8sDIsf6VI2xlfI0w2Ip0dMRRO6ON0rycfHB-LNEXIlLr7dQkz-rqd_GcVkXuYgAcpKN2GAeOX-0w_3C0WGq7-f5GyDK0NmcpLweIjc809jHEISqGjyBC6OcB-K5jVdsAv0NF0cT8u3taQTTHlQOGxkm7C4mSDklTk-Y0GxFu8QVs-qEnsay6zHMKi_cbX_IChl9p8cIOamDgzuB20HZyT2WTPhAIYaeMM2gt9smDBSs0qqaGwOh10iTjeKy82bPM1rSzxXfBJc4gMF-Nz-KMBfn0Irxk06xXgPdkBQcU-NigcpbZotPUnOE1mzftBM8QP4NpJXB5d4dJqFSp-1R2rmFJwYC0CQVJGGVmSKcCE7fsDWyAnbd40nCNlttz1t7dxz7DHnhhdlWInqKSQ72VoAdihFn40m2WV9Fgtqx2s-nwTVkISWCxZr8CVzREpVcoFIjxg2NMDuQqOaf1g9KhJatINd-kdJSWPUWA2Me0fESBZDbgFtusy_FI4t0PfpG8xibDaFgIejimxsda98YOpBwdDO32YHDVT54Cof0JgD1ylAVj8ObFKPCrJuywpZXRy4bVtiBQlO6arVfZIO7f26maVZdK8fnveJ5BR2SCyMdXsUZsMGaW_Tol-wCQkZl1Mrhcj8n2QLQuslLnUsCw7AyK5JigB7qEvN0vuLpCS_cGoRLxn4DWgXlPARPDCCf1jzxXDK4VMbp2zeJb64qhPnIStfIVb1f7rLCGqpQcoTwTsHhYEat4_DCzpSybThxfcNFeuHDZcYGdyY5quKmLRujL2f8UrH14SJ1Uiynz1lxpGvbgLEGZGXEWAyBMELSi93S0bYmPAl-unAo1CFPzHDfviepO5tJ_C-l_JeffXyqB0kX29FKgkETlsV7R5URA3fE8iR6Dp8j0izT-VJmXvDua7ouwZj9WN-ENwk6s0HPNDIHboVEBjgQzLS1QgIsVXPkBlwAZrNTCeIRmBgD56LKVNu_a0itd2blvc1pLn9RcyKWDmxEpTK35LcNuJTC9PIU3Ip87PD7qEuBbKHI5r9Q7u2L4Ax7clwiJWt0KdyHnFBQXcmhXT_YgHpvp_4szI5A_k41j0IKao3jFQyTGEq0vWXAams8q1MzWqcV5oFAlZa_opEaEE_sflw4w8gjbtoRO6wlAfktlAVM2_4v1I7pUJb6zCnamVQaRVFBU0KaXMcIu0F6H-9JjZIvD5pkhtJgU8NFNMm2giUX9ttdAk1QmHpniMYC0kHk1pkfGMK_Q3jOSx4Wd0ltMzeWUPnMpIBH8OiGkQlg4M3kTDqCPsCZyYKh7dAnY9dmkyh-t_P7eR7MTFdtr2gv5hwEmvZj0oxKJokfcGm-8JxIXjtZyJ0vQOdDBI8JaisMNXzgJVE5oh5o7soPTkhztxo56m0N1SyDyOHs', 'armed', '2026-11-29 23:55:34.147+00', 3, NULL, NULL, NULL, '2026-11-29 23:55:25.019+00', '2026-11-29 23:55:30.105+00');
INSERT INTO public.deliveries VALUES ('dlv_TlyMEofj1MwezXYZC9yC', 'post_eFztS0glukYOCbwoOqNJ', 'default', 0, 'con_uFlzsD01VYKSvJcVrSmK', 'demo-owner', 'tiktok', 'publish', NULL, 'Waiting', '{"allow_duet": false, "ai_generated": false, "allow_stitch": false, "allow_comment": false, "brand_content": false, "brand_organic": false, "privacy_level": "SELF_ONLY"}', 'waiting', 'platform_unavailable', '{"code": "platform_unavailable", "type": "/docs#error-platform_unavailable", "title": "The platform cannot be reached", "detail": "TikTok has a fault of its own. Try the same again later.", "status": 503, "outcome": "unknown", "platform": {"code": "internal_error", "name": "tiktok", "log_id": "20261129235533F53A79B449151BC7F4D4"}, "retryable": true}', '[]', 1, 0, 323537, '2026-11-29 23:55:34.31+00', NULL, '[]', NULL, NULL, NULL, 'fcb79ef911efc17ae7fa7cc7b0dc5bf0f2fe8970bd243e1f87e4e32567aaded2', 'up1.k1.7HGpVSUUHfT3x0-V8srtDTNI4l3yTj2UGYGoP6VFXvTxv-NTRJoWm_lHeKPvvDhYRb1lOSPEvuE9ymXL.7WaRqj2EAFBXZK2QLvcgNtWT0nkbQ0UocYev64IrEJaGD1tM8xPNaP43xEIXTd1vc7u4RNJ2shUqhZKeVPYvsFlh0KBHkMGljwQDKK7QrwksKCijUJPDz9Kz2r5LkLMjgup8ihiovcwLXWoQSz7NpJJ4RVn5iGBGkxGVpkPzhkVnyCsW2jBRzsN6ccWO1itu3x3gXOexOXYOAwIcxIH7AACz9dEYd6AL4j_7LPj2EQLPxdQgvecdepkD_6q9VsARjdxS2MMRxGGYVjUxTuzHgTKSpbP-iYW7Ob7A8bcqwdLJIrDJoyVMIWB_TCiiEZ06Rt6Xv8zkP8HRcU1IcrHpAUlOUjfFcTRGnoCaKWyS56wf2Jzrqno3NxMDCQ46K7eLyuLKyui5xuXwxcMc39V3wSMabBnORmCdJ9EUlHg-GmMrlPth1fdqc_siDuoKrNzlFdktvKUWZgQcFp_sGL6ged5NEDPXikc8KZ4jfmI6SPS0yS8XKrQuhtf3qIypDg1Iw8Zjo7PfZhCLfdNoE-zOiD-DDUMlykBCK3Cz1wM77Wk7dRMQn5aMkb_ffOH-LJcZG-HQ3z2zhM-7z553e9-gOvIbY13jjE-CUmpP3-6GdNiRH1Cw_04w-gJQ_e76ZgPUrcDEGb0T7kn2vLtg-s_hvHRksVjC93lEOoZpABBq7iH71zJL9Es3Zd-Ba5o-NVcw34yfRTOFdbhhGqkmpYVqBP1rUHzMsapybMM1qpt3FHIWm21D4GCx6a-tmEEjM7hkxjevwydjQWUmH822Zyz9yWXuLxA6QCtdPCo5LoGZa8g57m9LA3SaRdVXxg9LQV78eKqYOeqBeiYk31Uy6yx60ffKyguTkP-d3-J5OIkGAiuE6v7cFt_Tra1zTe-_3FCaxmCJS-ZO8VakjSqInBSNTnc3I7_hcrA', 'none', '2026-11-29 23:55:34.31+00', 1, NULL, NULL, NULL, '2026-11-29 23:55:33.162+00', '2026-11-29 23:55:33.316+00');
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (1, 'dlv_wHW5ttGukxj8m56qBo0C', '2026-11-29 23:55:23.554+00', 'queued', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (2, 'dlv_wHW5ttGukxj8m56qBo0C', '2026-11-29 23:55:23.832+00', 'uploading', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (3, 'dlv_wHW5ttGukxj8m56qBo0C', '2026-11-29 23:55:23.859+00', 'processing', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (4, 'dlv_wHW5ttGukxj8m56qBo0C', '2026-11-29 23:55:23.955+00', 'published', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (5, 'dlv_TedPu5eETo00obNA0E7z', '2026-11-29 23:55:24.253+00', 'queued', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (6, 'dlv_TedPu5eETo00obNA0E7z', '2026-11-29 23:55:24.369+00', 'uploading', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (7, 'dlv_TedPu5eETo00obNA0E7z', '2026-11-29 23:55:24.375+00', 'processing', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (8, 'dlv_TedPu5eETo00obNA0E7z', '2026-11-29 23:55:24.436+00', 'in_inbox', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (9, 'dlv_yi6IrqWY6RRoIkpz061K', '2026-11-29 23:55:24.876+00', 'scheduled', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (10, 'dlv_a9pSx0CYJxe0MyBtoC0s', '2026-11-29 23:55:24.922+00', 'awaiting_review', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (11, 'dlv_Obhv2WZAGyHdzXl0GuTL', '2026-11-29 23:55:25.019+00', 'queued', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (12, 'dlv_Obhv2WZAGyHdzXl0GuTL', '2026-11-29 23:55:25.14+00', 'uploading', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (13, 'dlv_Obhv2WZAGyHdzXl0GuTL', '2026-11-29 23:55:25.153+00', 'processing', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (14, 'dlv_Obhv2WZAGyHdzXl0GuTL', '2026-11-29 23:55:25.175+00', 'waiting', 'platform_unavailable');
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (15, 'dlv_Obhv2WZAGyHdzXl0GuTL', '2026-11-29 23:55:27.093+00', 'processing', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (16, 'dlv_Obhv2WZAGyHdzXl0GuTL', '2026-11-29 23:55:30.1+00', 'processing', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (17, 'dlv_TlyMEofj1MwezXYZC9yC', '2026-11-29 23:55:33.162+00', 'queued', NULL);
INSERT INTO public.delivery_events OVERRIDING SYSTEM VALUE VALUES (18, 'dlv_TlyMEofj1MwezXYZC9yC', '2026-11-29 23:55:33.316+00', 'waiting', 'platform_unavailable');
INSERT INTO public.encryption_key_checks VALUES ('k1', 'up1.k1.AATKJmrhdjh2CcsYy7rYYiDZYdND6T4fpf-6-k3JzpgQChvAr7t63zZ1oSlqTkDIRp6UKxs6TV3F3Wlo.qnn7Lo8umk4Q15Riar_TJikI6E8CaOtAIlRysSbSmsi42eHgI9gf', '2026-11-29 23:55:21.749+00');
INSERT INTO public.keyv VALUES ('credentials:envelope/d9013680a5432f545c0f87e08fdc11c7eb1200ead38992098c2c2570b950f28e/ba22b7f0-b365-49e4-87a1-0381b10ad285', '{"value":"up1.k1.55A0V54KcYqjO0SBoXBdxWklEpdMfzyfQZv33Kke9RSXML5v45by1bMRlmBu1nWYNmEH9kXmpZiw3aPL.HnGZDhD8zKZnDHULvgFg_z5DCCS7CzimbkKWSssrkamcHpTdX60izAsbOy6XHzhSOUme9oR5RTrj6c-oErUw0cWM1FJ6up8oghlu5PZgbLv0Qh-MMHoXYM4P7o6nQO0FuPc30bbCUElO3_y9n5P3lXw6Jyzh-4DK3mwI3ESBxSVgpxdZ1849NU5HbNxC6RZ_Ltw2gUcUgV3jxNJFWHL5ZCCqAiXLhfMa3You40FuhvwK6cXymhS1RuKAktH0Hq-utXJgKAsgiNa3n_oucGknQ_x4deVRIkQUDlCTfBzi0dtpQ075VoeaVwvFOv0cJIW6yFDJ0oxaNFWFswXjOWKtig0IWOmZ0Yq0Ft3FTckatOsOLNX68ajWcxKK9SFCpiuvyBvP9Eprbv7Ebgpt8H-b5cCAl6cpFUelPiDU3x7JZFLBbq9YBqQQy93OjJ67oxkM3NC4JceQxrkRREyN9-Jge2veXH2tkG-AGTLWXyAJX-VLqMuq4JdSCBhxNANISEu0fUvOwM_GEdmWHZSaIjwfSEf9WMneAJ7Azk3jkUDHNd5riOB_gRWR69udlQ_8Xd3-clLD6wA6bfHCvLWu1X-sa1Bivc3DeD6xK1Sa6tWqJQ7BWWR644oRYSXNG_yw7rlO4RUtGAu0MaipZQMwQjMWZPvPhsyCj94JhquGkv5SCNRh_-HMqJPpjK5DXKRjDLOeSM0Rk6U3Ow0TsNUr6QRl0plp9v5_tIPu4bUFH-NNOI1eDg"}');
INSERT INTO public.kysely_migration VALUES ('0001-access', '2026-11-29T23:55:21.425Z');
INSERT INTO public.kysely_migration VALUES ('0002-idempotency', '2026-11-29T23:55:21.441Z');
INSERT INTO public.kysely_migration VALUES ('0003-keyv', '2026-11-29T23:55:21.448Z');
INSERT INTO public.kysely_migration VALUES ('0004-rate-limits', '2026-11-29T23:55:21.457Z');
INSERT INTO public.kysely_migration VALUES ('0010-media', '2026-11-29T23:55:21.504Z');
INSERT INTO public.kysely_migration VALUES ('0020-credentials', '2026-11-29T23:55:21.521Z');
INSERT INTO public.kysely_migration VALUES ('0021-connections', '2026-11-29T23:55:21.568Z');
INSERT INTO public.kysely_migration VALUES ('0030-posts', '2026-11-29T23:55:21.647Z');
INSERT INTO public.kysely_migration_lock VALUES ('migration_lock', 0);
INSERT INTO public.media VALUES ('med_DXFNlscHC2nsklRw6cgF', 'default', 'ready', 323537, 323537, 'deff2df16c6dd7113f5e559a89058963b01e828dbb8520229a14a7ec5deeea7a', 'video/mp4', '{"kind": "video", "video": {"frameRate": 30, "audioCodec": "aac", "videoCodec": "avc", "widthPixels": 540, "heightPixels": 960, "durationSeconds": 4}}', NULL, NULL, NULL, '2026-11-30 23:55:33.212+00', '2026-11-29 23:55:22.937+00');
INSERT INTO public.media VALUES ('med_CX8uI1lI1Q4bX60LvT4P', 'default', 'receiving', 1000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 23:55:33.803+00', '2026-11-29 23:55:33.803+00');
INSERT INTO public.media_storage VALUES (1, 324537);
INSERT INTO public.media_uploads VALUES ('med_CX8uI1lI1Q4bX60LvT4P', 'a3b666bba8670572b57e3dbd7d388f91bfdc38ae515463b6ea6fd1eebb968da8', 'up1.k1.RPQZ1e9H8bzHugWqfFhMxUButc1L6mjm5NrZlmhz0zc3wD8zpuLsyclly12cBVTM0u__1W1y--t0hBJy.JuAasLzwIK95AR6u0MrcYeFqVv8cBeHVCac1NBnK57EwvLw7w4t1uPp17GbFxHTT3G1mpAoTl86UN5QNmIskAxX45p3G7rQ', 1000, 'video/mp4', NULL, 0);
INSERT INTO public.posts VALUES ('post_idAupZXKRlpsXLpASQkH', 'default', 'bootstrap', 'published', '["med_DXFNlscHC2nsklRw6cgF"]', 'caller', '{"evidence": null, "collected_at": "2026-11-29T23:55:23.514Z"}', NULL, 4, '2026-11-29 23:55:23.554+00');
INSERT INTO public.posts VALUES ('post_wZbNzoSZKK5C3fC11fZj', 'default', 'bootstrap', 'draft', '["med_DXFNlscHC2nsklRw6cgF"]', 'owner', NULL, NULL, 4, '2026-11-29 23:55:24.253+00');
INSERT INTO public.posts VALUES ('post_bUQwKhHAUOnIb6Xse3KJ', 'default', 'bootstrap', 'scheduled', '["med_DXFNlscHC2nsklRw6cgF"]', 'caller', '{"evidence": null, "collected_at": "2026-11-29T23:55:23.514Z"}', '2027-09-25 23:55:24.872+00', 1, '2026-11-29 23:55:24.876+00');
INSERT INTO public.posts VALUES ('post_dKSCwfXFS0K4Fy3AFu1n', 'default', 'bootstrap', 'awaiting_review', '["med_DXFNlscHC2nsklRw6cgF"]', 'owner', NULL, NULL, 1, '2026-11-29 23:55:24.922+00');
INSERT INTO public.posts VALUES ('post_ikQ0X93fIDFl62f5vmkJ', 'default', 'bootstrap', 'armed', '["med_DXFNlscHC2nsklRw6cgF"]', 'caller', '{"evidence": null, "collected_at": "2026-11-29T23:55:23.514Z"}', NULL, 6, '2026-11-29 23:55:25.019+00');
INSERT INTO public.posts VALUES ('post_eFztS0glukYOCbwoOqNJ', 'default', 'bootstrap', 'waiting', '["med_DXFNlscHC2nsklRw6cgF"]', 'caller', '{"evidence": null, "collected_at": "2026-11-29T23:55:23.514Z"}', NULL, 2, '2026-11-29 23:55:33.162+00');
INSERT INTO public.rate_limits VALUES ('requests of one API key:default/bootstrap', 15, 1795996582443);
INSERT INTO public.reviews VALUES ('post_dKSCwfXFS0K4Fy3AFu1n', '3b33b15ff7aca2ff717af1a4a5ff62dc731069f9c967e41e9e048eb95c492ac4', 'up1.k1.8chTn4Bu5Uf8fCntUAd6wKNVuV8500Lu4dSs2dLlcUWRb68gOCINOZ4gNZAMuC0BX0i1Nyzi_GoozjQI.hFOyw2gj4GXvsnWTzm7uYGBJ8ubwOZkJSAgtAaKGzYvQ9CZU9z2DW536k7XO_znnsAqWSVuzLq_4JTYRiD2U-k1K8vgohK4', 'a06d72464e39c5c53b8ade697a3a542cb4f38a7796cfecab1b298c3dd79c8398', '2026-12-06 23:55:24.922+00', NULL, NULL, NULL);
INSERT INTO public.tenants VALUES ('default', 'default', '[]', '2026-11-29 23:55:21.396636+00');
SELECT pg_catalog.setval('public.delivery_events_id_seq', 18, true);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.authorization_flows
    ADD CONSTRAINT authorization_flows_link_digest_key UNIQUE (link_digest);
ALTER TABLE ONLY public.authorization_flows
    ADD CONSTRAINT authorization_flows_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.authorization_flows
    ADD CONSTRAINT authorization_flows_state_digest_key UNIQUE (state_digest);
ALTER TABLE ONLY public.client_registrations
    ADD CONSTRAINT client_registrations_pkey PRIMARY KEY (platform, registration_key);
ALTER TABLE ONLY public.connections
    ADD CONSTRAINT connections_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.credential_pointers
    ADD CONSTRAINT credential_pointers_pkey PRIMARY KEY (tenant_id, connection_id);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.delivery_events
    ADD CONSTRAINT delivery_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.encryption_key_checks
    ADD CONSTRAINT encryption_key_checks_pkey PRIMARY KEY (key_id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, route, key_digest);
ALTER TABLE ONLY public.keyv
    ADD CONSTRAINT keyv_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.media_fetches
    ADD CONSTRAINT media_fetches_pkey PRIMARY KEY (media_id);
ALTER TABLE ONLY public.media_leases
    ADD CONSTRAINT media_leases_pkey PRIMARY KEY (delivery_id, media_id);
ALTER TABLE ONLY public.media_leases
    ADD CONSTRAINT media_leases_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.media
    ADD CONSTRAINT media_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.media_storage
    ADD CONSTRAINT media_storage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.media_uploads
    ADD CONSTRAINT media_uploads_pkey PRIMARY KEY (media_id);
ALTER TABLE ONLY public.media_uploads
    ADD CONSTRAINT media_uploads_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.pending_revocations
    ADD CONSTRAINT pending_revocations_pkey PRIMARY KEY (connection_id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rate_limits
    ADD CONSTRAINT rate_limits_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT reviews_pkey PRIMARY KEY (post_id);
ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT reviews_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
CREATE INDEX api_keys_by_tenant ON public.api_keys USING btree (tenant_id, created_at, id);
CREATE INDEX authorization_flows_by_age ON public.authorization_flows USING btree (created_at);
CREATE INDEX authorization_flows_by_connection ON public.authorization_flows USING btree (connection_id);
CREATE INDEX connections_by_account ON public.connections USING btree (platform, account_id);
CREATE INDEX connections_by_tenant ON public.connections USING btree (tenant_id, created_at, id);
CREATE INDEX deliveries_by_connection ON public.deliveries USING btree (connection_id, content_digest, created_at);
CREATE INDEX deliveries_by_handle ON public.deliveries USING btree (platform, remote_handle);
CREATE INDEX deliveries_by_post ON public.deliveries USING btree (post_id, "position");
CREATE INDEX deliveries_due ON public.deliveries USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX delivery_events_by_delivery ON public.delivery_events USING btree (delivery_id, id);
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);
CREATE INDEX media_by_expiry ON public.media USING btree (expires_at) WHERE (status <> 'removed'::text);
CREATE INDEX media_leases_by_expiry ON public.media_leases USING btree (expires_at);
CREATE INDEX pending_revocations_by_time ON public.pending_revocations USING btree (next_attempt_at);
CREATE INDEX posts_by_key ON public.posts USING btree (api_key_id, created_at);
CREATE INDEX posts_by_reference ON public.posts USING btree (tenant_id, reference);
CREATE INDEX posts_by_tenant ON public.posts USING btree (tenant_id, created_at, id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.authorization_flows
    ADD CONSTRAINT authorization_flows_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES public.connections(id);
ALTER TABLE ONLY public.connections
    ADD CONSTRAINT connections_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_post_id_fkey FOREIGN KEY (post_id) REFERENCES public.posts(id);
ALTER TABLE ONLY public.delivery_events
    ADD CONSTRAINT delivery_events_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.deliveries(id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.media_fetches
    ADD CONSTRAINT media_fetches_media_id_fkey FOREIGN KEY (media_id) REFERENCES public.media(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.media_leases
    ADD CONSTRAINT media_leases_media_id_fkey FOREIGN KEY (media_id) REFERENCES public.media(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.media
    ADD CONSTRAINT media_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.media_uploads
    ADD CONSTRAINT media_uploads_media_id_fkey FOREIGN KEY (media_id) REFERENCES public.media(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.pending_revocations
    ADD CONSTRAINT pending_revocations_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES public.connections(id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT reviews_post_id_fkey FOREIGN KEY (post_id) REFERENCES public.posts(id);

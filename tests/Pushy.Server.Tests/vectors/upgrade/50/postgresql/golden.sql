--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: VersionInfo; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public."VersionInfo" (
    "Version" bigint NOT NULL,
    "AppliedOn" timestamp without time zone,
    "Description" character varying(1024)
);


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at bigint NOT NULL,
    organization character varying(256) NOT NULL,
    kind character varying(16) NOT NULL,
    name character varying(256) NOT NULL,
    token character varying(256),
    action character varying(256) NOT NULL,
    object character varying(256) NOT NULL,
    outcome character varying(16) NOT NULL,
    detail character varying(501) NOT NULL,
    request_id character varying(64) NOT NULL,
    remote character varying(256) NOT NULL,
    count bigint NOT NULL
);


--
-- Name: audit_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: client_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_keys (
    org_guid character(32) NOT NULL,
    client_name character varying(255) NOT NULL,
    key_name character varying(255) NOT NULL,
    public_key_pem text NOT NULL,
    expires_at bigint,
    created_at bigint DEFAULT 0 NOT NULL
);


--
-- Name: clients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clients (
    org_guid character(32) NOT NULL,
    name character varying(255) NOT NULL,
    is_node boolean NOT NULL,
    created_at bigint NOT NULL
);


--
-- Name: group_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.group_members (
    org_guid character(32) NOT NULL,
    group_name character varying(255) NOT NULL,
    kind character varying(6) NOT NULL,
    member character varying(255) NOT NULL
);


--
-- Name: group_rules; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.group_rules (
    organization character varying(255) NOT NULL,
    id character(12) NOT NULL,
    group_name character varying(255) NOT NULL,
    command character varying(1000) NOT NULL,
    nodes character varying(255) NOT NULL,
    created_at bigint NOT NULL
);


--
-- Name: groups; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.groups (
    org_guid character(32) NOT NULL,
    name character varying(255) NOT NULL
);


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_keys (
    key_hash character(64) NOT NULL,
    body_hash character(64) NOT NULL,
    job_id character(32) NOT NULL,
    created_at bigint NOT NULL
);


--
-- Name: job_nodes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_nodes (
    org_guid character(32) NOT NULL,
    bucket integer NOT NULL,
    created_at bigint NOT NULL,
    job_id character(32) NOT NULL,
    hashes bytea NOT NULL
);


--
-- Name: job_output_parts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_output_parts (
    job_id character(32) NOT NULL,
    node text NOT NULL,
    stream character varying(6) NOT NULL,
    start bigint NOT NULL,
    content bytea NOT NULL
);


--
-- Name: job_output_streams; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_output_streams (
    job_id character(32) NOT NULL,
    node text NOT NULL,
    stream character varying(6) NOT NULL,
    length bigint NOT NULL,
    dropped bigint NOT NULL,
    truncated boolean NOT NULL,
    whole boolean NOT NULL
);


--
-- Name: jobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.jobs (
    id character(32) NOT NULL,
    org_guid character(32) NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    status character varying(32) NOT NULL,
    command text NOT NULL,
    run_timeout bigint NOT NULL,
    quorum bigint NOT NULL,
    node_count integer NOT NULL,
    created_by text NOT NULL,
    "user" text,
    dir text,
    env text,
    capture boolean NOT NULL,
    file_specified boolean NOT NULL,
    final_state bytea
);


--
-- Name: join_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.join_tokens (
    hash character(64) NOT NULL,
    org_guid character(32) NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    uses_left integer NOT NULL
);


--
-- Name: journal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.journal (
    ordering bigint NOT NULL,
    created bigint NOT NULL,
    deleted boolean NOT NULL,
    persistence_id text NOT NULL,
    sequence_number bigint NOT NULL,
    message bytea NOT NULL,
    manifest text,
    identifier integer,
    writer_uuid text
);


--
-- Name: journal_ordering_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.journal ALTER COLUMN ordering ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.journal_ordering_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: org_feed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.org_feed (
    org_guid character(32) NOT NULL,
    seq bigint NOT NULL,
    job_id character(32) NOT NULL,
    name character varying(16) NOT NULL,
    at bigint NOT NULL
);


--
-- Name: org_feed_heads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.org_feed_heads (
    org_guid character(32) NOT NULL,
    seq bigint NOT NULL
);


--
-- Name: organization_users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organization_users (
    org_guid character(32) NOT NULL,
    user_name character varying(255) NOT NULL
);


--
-- Name: organizations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organizations (
    guid character(32) NOT NULL,
    name character varying(255) NOT NULL,
    full_name text NOT NULL
);


--
-- Name: server_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.server_keys (
    name character varying(64) NOT NULL,
    secret bytea NOT NULL
);


--
-- Name: snapshot; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.snapshot (
    persistence_id text NOT NULL,
    sequence_number bigint NOT NULL,
    created bigint NOT NULL,
    snapshot bytea,
    manifest text,
    serializer_id integer
);


--
-- Name: tags; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tags (
    ordering_id bigint NOT NULL,
    tag text NOT NULL,
    sequence_nr bigint NOT NULL,
    persistence_id text NOT NULL
);


--
-- Name: tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tokens (
    hash character(64) NOT NULL,
    org_guid character(32) NOT NULL,
    user_name character varying(255) NOT NULL,
    scope character varying(5) NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    name character varying(64)
);


--
-- Name: user_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_keys (
    user_name character varying(255) NOT NULL,
    key_name character varying(255) NOT NULL,
    public_key_pem text NOT NULL,
    expires_at bigint,
    created_at bigint DEFAULT 0 NOT NULL
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    name character varying(255) NOT NULL,
    created_at bigint NOT NULL,
    superuser boolean DEFAULT false NOT NULL,
    display_name character varying(255),
    first_name character varying(255),
    middle_name character varying(255),
    last_name character varying(255),
    email character varying(255)
);


--
-- Data for Name: VersionInfo; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public."VersionInfo" ("Version", "AppliedOn", "Description") FROM stdin;
1	2026-11-25 08:25:18.998922	M0001Directory
2	2026-11-25 08:25:19.01925	M0002Jobs
10	2026-11-25 08:25:19.023339	M0010DirectoryManagement
20	2026-11-25 08:25:19.027799	M0020GroupRules
21	2026-11-25 08:25:19.029468	M0021Audit
22	2026-11-25 08:25:19.031478	M0022TokenNames
30	2026-11-25 08:25:19.032303	M0030OrganizationFeeds
40	2026-11-25 08:25:19.034314	M0040ServerKeys
41	2026-11-25 08:25:19.035616	M0041IdempotencyKeys
42	2026-11-25 08:25:19.036979	M0042JobFilters
50	2026-11-25 08:25:19.03985	M0050OutputParts
\.


--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit (id, at, organization, kind, name, token, action, object, outcome, detail, request_id, remote, count) FROM stdin;
1	1795595119506607	acme	user	alice	\N	job.start	923488c94da9cf7b6b86c5958112981f	done	'écho 'ok'' on 2 nodes	5d8e4ecac48d8822	127.0.0.1	1
2	1795595119547326	acme	user	alice	\N	job.start	923488c94da92d98ee58c1120f4d2aff	done	'true' on 1 node	39a610d7320a019a	127.0.0.1	1
3	1795595119562120	acme	user	alice	\N	job.start	923488c94da9f40df2163e3d1292361e	done	'true' on 1 node	235438cd3750b20b	127.0.0.1	1
4	1795595119568064	acme	user	alice	\N	job.abort	923488c94da9f40df2163e3d1292361e	done	'true' on 1 node	2d0ec1a146899cb7	127.0.0.1	1
5	1795595119580755	acme	user	alice	\N	job.start	923488c94da9d2ae114b746daf46a19b	done	'true' on 1 node	d1c3531eb81201a2	127.0.0.1	1
6	1795595120625445	acme	user	alice	\N	job.start	923488c94da92e214c9f63462a2b8e9c	done	'sleep' on 1 node	8461c9081fc42586	127.0.0.1	1
7	1795595120652319	acme	user	alice	\N	job.start	923488c94da971320291479cb83b5d71	done	'true' on 2 nodes	2e4a5fb1ae04cc2a	127.0.0.1	1
\.


--
-- Data for Name: client_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.client_keys (org_guid, client_name, key_name, public_key_pem, expires_at, created_at) FROM stdin;
87f738b391c6449183c0923488c94da9	web1	default	-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA8qYbXrSbL+Ci4VA7Mga+\nIIJ71UIQb7bwaxK37aHZIknn+piNSz4rLcob5ZSvKPnZ1wR318ZTe72he/2nSXqt\nrRLhZYjhy1AOcnCcA8aCi63rfcFuA4BfInHpcmo/zi6NoZOkkeeoRKmi2kKPCkOc\nIgFSuljWO7se22nD5l0tmBmxS0qik6spoOax5KiPx2hUJp8NUrrLPp+ptQT+XDEG\npCiuXWY0OUKTAFb4XMlfRzB3NHLPnfmM6rWyMIXAO2VR8HfPI9agFkw74xG/urGJ\n/LHp9m3RbAhN0gdr0I3rxsrkS2pcdNg7ReXF1A1gIUj2ZzJ8xMh7ut0dJOTBwCCk\nrwIDAQAB\n-----END PUBLIC KEY-----\n	\N	1795595119303466
87f738b391c6449183c0923488c94da9	web2	default	-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA8qYbXrSbL+Ci4VA7Mga+\nIIJ71UIQb7bwaxK37aHZIknn+piNSz4rLcob5ZSvKPnZ1wR318ZTe72he/2nSXqt\nrRLhZYjhy1AOcnCcA8aCi63rfcFuA4BfInHpcmo/zi6NoZOkkeeoRKmi2kKPCkOc\nIgFSuljWO7se22nD5l0tmBmxS0qik6spoOax5KiPx2hUJp8NUrrLPp+ptQT+XDEG\npCiuXWY0OUKTAFb4XMlfRzB3NHLPnfmM6rWyMIXAO2VR8HfPI9agFkw74xG/urGJ\n/LHp9m3RbAhN0gdr0I3rxsrkS2pcdNg7ReXF1A1gIUj2ZzJ8xMh7ut0dJOTBwCCk\nrwIDAQAB\n-----END PUBLIC KEY-----\n	\N	1795595119316606
87f738b391c6449183c0923488c94da9	web3	default	-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA8qYbXrSbL+Ci4VA7Mga+\nIIJ71UIQb7bwaxK37aHZIknn+piNSz4rLcob5ZSvKPnZ1wR318ZTe72he/2nSXqt\nrRLhZYjhy1AOcnCcA8aCi63rfcFuA4BfInHpcmo/zi6NoZOkkeeoRKmi2kKPCkOc\nIgFSuljWO7se22nD5l0tmBmxS0qik6spoOax5KiPx2hUJp8NUrrLPp+ptQT+XDEG\npCiuXWY0OUKTAFb4XMlfRzB3NHLPnfmM6rWyMIXAO2VR8HfPI9agFkw74xG/urGJ\n/LHp9m3RbAhN0gdr0I3rxsrkS2pcdNg7ReXF1A1gIUj2ZzJ8xMh7ut0dJOTBwCCk\nrwIDAQAB\n-----END PUBLIC KEY-----\n	\N	1795595119319665
\.


--
-- Data for Name: clients; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.clients (org_guid, name, is_node, created_at) FROM stdin;
87f738b391c6449183c0923488c94da9	web1	t	1795595119303466
87f738b391c6449183c0923488c94da9	web2	t	1795595119316606
87f738b391c6449183c0923488c94da9	web3	t	1795595119319665
\.


--
-- Data for Name: group_members; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.group_members (org_guid, group_name, kind, member) FROM stdin;
87f738b391c6449183c0923488c94da9	admins	user	alice
\.


--
-- Data for Name: group_rules; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.group_rules (organization, id, group_name, command, nodes, created_at) FROM stdin;
\.


--
-- Data for Name: groups; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.groups (org_guid, name) FROM stdin;
87f738b391c6449183c0923488c94da9	admins
\.


--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.idempotency_keys (key_hash, body_hash, job_id, created_at) FROM stdin;
\.


--
-- Data for Name: job_nodes; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.job_nodes (org_guid, bucket, created_at, job_id, hashes) FROM stdin;
87f738b391c6449183c0923488c94da9	942	1795595119472883	923488c94da9cf7b6b86c5958112981f	\\x659a7fb2af476fae
87f738b391c6449183c0923488c94da9	539	1795595119472883	923488c94da9cf7b6b86c5958112981f	\\xb4dc66dde806261b
87f738b391c6449183c0923488c94da9	539	1795595119542851	923488c94da92d98ee58c1120f4d2aff	\\xb4dc66dde806261b
87f738b391c6449183c0923488c94da9	942	1795595119556449	923488c94da9f40df2163e3d1292361e	\\x659a7fb2af476fae
87f738b391c6449183c0923488c94da9	942	1795595119576216	923488c94da9d2ae114b746daf46a19b	\\x659a7fb2af476fae
87f738b391c6449183c0923488c94da9	942	1795595120621613	923488c94da92e214c9f63462a2b8e9c	\\x659a7fb2af476fae
87f738b391c6449183c0923488c94da9	241	1795595120648685	923488c94da971320291479cb83b5d71	\\x146d3146edc9c8f1
87f738b391c6449183c0923488c94da9	335	1795595120648685	923488c94da971320291479cb83b5d71	\\xa0636392b8ed214f
\.


--
-- Data for Name: job_output_parts; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.job_output_parts (job_id, node, stream, start, content) FROM stdin;
923488c94da9cf7b6b86c5958112981f	web1	stdout	0	\\x6f75740a
\.


--
-- Data for Name: job_output_streams; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.job_output_streams (job_id, node, stream, length, dropped, truncated, whole) FROM stdin;
923488c94da9cf7b6b86c5958112981f	web1	stdout	4	0	f	t
923488c94da9cf7b6b86c5958112981f	web1	stderr	0	0	f	t
\.


--
-- Data for Name: jobs; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.jobs (id, org_guid, created_at, updated_at, status, command, run_timeout, quorum, node_count, created_by, "user", dir, env, capture, file_specified, final_state) FROM stdin;
923488c94da9cf7b6b86c5958112981f	87f738b391c6449183c0923488c94da9	1795595119472883	1795595119528971	complete	écho 'ok'	3600	1	2	alice	daemon	\N	{"A":"\\u00E9"}	t	f	\\x8b41010080aaaaaaeaff744de06ba80788aa6daa7acb431e6e718b0c305057130b570833550f5ddc32d2c1e0f177fdeade29efbd3b8770380c30cc63194e7018066ec38ebb4272d89d4f943b7bd827c2020ba3ba5e6b6ffac519bf4ed7f1aa473f98414ba98c962b0452fe7431fc7735a4080b3dad53a7af9d917eec7b2375e7e9925821e0d3bebb6881f3b711fd31fe967e4d0c35a5afbe86108869e102fb8e83afd28ab3eb8a0f81ef9672db61a5406e71ae61e7d4ea5cd8a7b814d86e241278a4caf311e2928e790fdb1634329b8804327f372e9597f9fa030bb705cf106885332c16c77b8a10e0f80804fd0de027c629e0ddbdb6ccb03537de6199dd35725d858522355ea4bca8e18db4558395e6b59f94d6dd0b9125824009d1b3fc7b1e94369334fa77aeaeb6029b1ce3be7105c5bfbb5c0becfb13b77420b25658705c78098bfec5567d01fe172a2c9d024ec4166ee768b9f27bf0a499e842f242f20dbd9825e26a7a0a6f99b3a423cec72d6c3c3f520df11302c7ed0716911f9ce7c21cc1f133eea7b19b06f5426489707e9c03
923488c94da92d98ee58c1120f4d2aff	87f738b391c6449183c0923488c94da9	1795595119542851	1795595119544867	quorum_failed	true	3600	1	1	alice	\N	\N	\N	f	f	\\x0be1000080aaaaaaeaff74e7abab07a8aaa999a9eae51c370707057555317705305375575573830807877fdbbd24e5414cd1c70906b8f318c2701806387007f61c09a3e607ed4901f683146161e4a0b40e46456f64349a68d44108c91715a55f1630947af739fdfb9e4a86859e9779d0b7c188302965841e029f64221842d9369f5750add79dc0904ba4067b4159165c195e7ba9fb062b18ea9e5d4f1b95bdbb46a1e4d8608789738677e9e48e946339dc96d635b58c118ff154e9b553eb14dded0f167e4d81f06508957c85dfbec34272399d8538cbf1976b2b472bcccfa8a41ec57ce2dc720e86967220e40796d2d3acd463f77d6fb0789dd2b26ef169a50886a7afbdc15e3e7894e3cd4c82642c4776c723ade4dea5a77c07c3f120e690e94dd535a28c8d7c031bb837a5a7599d38b79ce37bfd0e
923488c94da9f40df2163e3d1292361e	87f738b391c6449183c0923488c94da9	1795595119556449	1795595119566905	aborted	true	3600	1	1	alice	\N	\N	\N	f	f	\\x8bed000080aaaaaaeaff74e7abab0588aa9aa99beae5ec370707033555f1080570330dd7250c3c1cdc6cf717a4bcba984a1e271886792cc36138c1819ee8396874e47ca3fe72807b23453858a5c7790e768cdede478a77258d661da5b24a1bc910c8e5dbefe9dfb7947738cce7fb59cfabb6329871b472d68136891b02216f9bdf15c8d64a6708ec397285bbe2e055e226f0ecb9f40d4e0a94be2f2d6d9c7b5b2a87bcc70aa70d91c05f6ebc1c698ff958b6f4782446c68948a0f0b3736d1c97f50507ff4881f1110885fd0421dfe0a0489941ca414d179a9d9a9cb45fd3642e807322724410a8690fcc0f1cc6589aa6aabbf9d6ab129f6b2e8d23047e7d6915eefac64f3e3e8ce9a6478ab5acafa5572e1008dad0837807a491f696cb7190f64c03c981e485d2c3764427224784cfed33
923488c94da9d2ae114b746daf46a19b	87f738b391c6449183c0923488c94da9	1795595119576216	1795595120586301	timed_out	true	1	1	1	alice	\N	\N	\N	f	f	\\x0be4000080aaaaaaeaff74e7abab3988a899a999eae5ec370707033555f508057053f5d0251c221c1cc2761f947277b145c3e108c75d0cc3300cc3306f62c7d98145fe7ca33e838379237a1868394eebeaf4e4adf6d206e6695f26e5ed7d5296f50e815cbe6c8affb6c59c60b02ef7655cf751b353d3a4791d1d5daa3c045c3e0e9b2c78d54a0f1048d9870a73c52bec8c9bc04fcfa51f302c507ada5a3c42ee6dabc1e5e42b38d6bfb985ed1593cfafed888f4714641b152d0e054af8e9a1b6e0b7fd0f06f6115dc047c0956019eeda060349520dcc839c2fb41a391bd6e7795192d589c81041a0c6e482bc11483acfab1a89677d71cdb65e61909b3dbfe5de20f0b4a55598eb1bdff9d52fdd5c4b7f2ef7606271c681265cacb4d02011eb8506e281f81237c586e8446488f0b97d06
923488c94da92e214c9f63462a2b8e9c	87f738b391c6449183c0923488c94da9	1795595120621613	1795595120626081	running	sleep	2147483647	1	1	alice	\N	\N	\N	f	f	\N
923488c94da971320291479cb83b5d71	87f738b391c6449183c0923488c94da9	1795595120648685	1795595120648685	voting	true	3600	2	2	alice	\N	\N	\N	f	f	\N
\.


--
-- Data for Name: join_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.join_tokens (hash, org_guid, created_at, expires_at, uses_left) FROM stdin;
\.


--
-- Data for Name: journal; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) FROM stdin;
1	639311919192882623	f	/system/sharding/jobCoordinator/singleton/coordinator	1	\\x	SM	13	45a5e52c209b4b32b16fec5f93341cfa
2	639311919194486097	f	/system/sharding/jobCoordinator/singleton/coordinator	2	\\x3338	System.String, System.Private.CoreLib	17	45a5e52c209b4b32b16fec5f93341cfa
3	639311919194631022	f	/sharding/jobShard/38	1	\\x0a203932333438386339346461396366376236623836633539353831313239383166	CE	13	45a5e52c209b4b32b16fec5f93341cfa
4	639311919194729665	f	job-923488c94da9cf7b6b86c5958112981f	1	\\x7b226576656e7473223a5b7b2274223a227375626d6974746564222c226174223a22323032362d31312d32355430383a32353a31392e3437323838332b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a31392e3437323838332b30303a3030222c2273706563223a7b226964223a223932333438386339346461396366376236623836633539353831313239383166222c226f7267616e697a6174696f6e223a223837663733386233393163363434393138336330393233343838633934646139222c22636f6d6d616e64223a225c753030453963686f205c75303032376f6b5c7530303237222c226e6f646573223a5b2277656231222c226f6666225d2c2271756f72756d223a312c2272756e5f74696d656f75745f7365636f6e6473223a333630302c22766f74655f77696e646f775f6d696c6c697365636f6e6473223a333630303030302c227265717565737465645f6279223a22616c696365222c2275736572223a226461656d6f6e222c22656e76223a7b2241223a225c7530304539227d2c2263617074757265223a747275657d7d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
5	639311919194764361	f	job-923488c94da9cf7b6b86c5958112981f	2	\\x7b226576656e7473223a5b7b2274223a226e6f64655f656e646564222c226174223a22323032362d31312d32355430383a32353a31392e343736333735322b30303a3030222c226e6f6465223a226f6666222c22686f77223a7b2274223a22646f776e5f7768696c655f766f74696e67222c22776879223a226e657665725f7365656e227d7d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
6	639311919195075314	f	job-923488c94da9cf7b6b86c5958112981f	3	\\x7b226576656e7473223a5b7b2274223a226e6f64655f7265616479222c226174223a22323032362d31312d32355430383a32353a31392e3530373433312b30303a3030222c226e6f6465223a2277656231227d2c7b2274223a2271756f72756d5f72656163686564222c226174223a22323032362d31312d32355430383a32353a31392e3530373433312b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a31392e3530373433312b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
7	639311919195104619	f	job-923488c94da9cf7b6b86c5958112981f	4	\\x7b226576656e7473223a5b7b2274223a226e6f64655f73746172746564222c226174223a22323032362d31312d32355430383a32353a31392e353130333934322b30303a3030222c226e6f6465223a2277656231222c2273746172746564223a22313937302d30312d30315430303a30303a30302b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
8	639311919195290734	f	job-923488c94da9cf7b6b86c5958112981f	5	\\x7b226576656e7473223a5b7b2274223a226e6f64655f656e646564222c226174223a22323032362d31312d32355430383a32353a31392e353238393731392b30303a3030222c226e6f6465223a2277656231222c22686f77223a7b2274223a22656e646564222c226f6b223a747275652c2265786974223a307d7d2c7b2274223a22636f6d706c65746564222c226174223a22323032362d31312d32355430383a32353a31392e353238393731392b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
9	639311919195348460	f	/system/sharding/jobCoordinator/singleton/coordinator	3	\\x3438	System.String, System.Private.CoreLib	17	45a5e52c209b4b32b16fec5f93341cfa
10	639311919195365305	f	/sharding/jobShard/38	2	\\x0a203932333438386339346461396366376236623836633539353831313239383166	CF	13	45a5e52c209b4b32b16fec5f93341cfa
11	639311919195405886	f	/sharding/jobShard/48	1	\\x0a203932333438386339346461393264393865653538633131323066346432616666	CE	13	45a5e52c209b4b32b16fec5f93341cfa
12	639311919195429129	f	job-923488c94da92d98ee58c1120f4d2aff	1	\\x7b226576656e7473223a5b7b2274223a227375626d6974746564222c226174223a22323032362d31312d32355430383a32353a31392e353432383531372b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a31392e353432383531372b30303a3030222c2273706563223a7b226964223a223932333438386339346461393264393865653538633131323066346432616666222c226f7267616e697a6174696f6e223a223837663733386233393163363434393138336330393233343838633934646139222c22636f6d6d616e64223a2274727565222c226e6f646573223a5b226f6666225d2c2271756f72756d223a312c2272756e5f74696d656f75745f7365636f6e6473223a333630302c22766f74655f77696e646f775f6d696c6c697365636f6e6473223a333630303030302c227265717565737465645f6279223a22616c696365227d7d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
13	639311919195449507	f	job-923488c94da92d98ee58c1120f4d2aff	2	\\x7b226576656e7473223a5b7b2274223a226e6f64655f656e646564222c226174223a22323032362d31312d32355430383a32353a31392e353434383637342b30303a3030222c226e6f6465223a226f6666222c22686f77223a7b2274223a22646f776e5f7768696c655f766f74696e67222c22776879223a226e657665725f7365656e227d7d2c7b2274223a2271756f72756d5f6661696c6564222c226174223a22323032362d31312d32355430383a32353a31392e353434383637342b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
14	639311919195499108	f	/system/sharding/jobCoordinator/singleton/coordinator	4	\\x3536	System.String, System.Private.CoreLib	17	45a5e52c209b4b32b16fec5f93341cfa
15	639311919195539016	f	/sharding/jobShard/56	1	\\x0a203932333438386339346461396634306466323136336533643132393233363165	CE	13	45a5e52c209b4b32b16fec5f93341cfa
16	639311919195565095	f	job-923488c94da9f40df2163e3d1292361e	1	\\x7b226576656e7473223a5b7b2274223a227375626d6974746564222c226174223a22323032362d31312d32355430383a32353a31392e353536343439312b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a31392e353536343439312b30303a3030222c2273706563223a7b226964223a223932333438386339346461396634306466323136336533643132393233363165222c226f7267616e697a6174696f6e223a223837663733386233393163363434393138336330393233343838633934646139222c22636f6d6d616e64223a2274727565222c226e6f646573223a5b2277656231225d2c2271756f72756d223a312c2272756e5f74696d656f75745f7365636f6e6473223a333630302c22766f74655f77696e646f775f6d696c6c697365636f6e6473223a333630303030302c227265717565737465645f6279223a22616c696365227d7d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
17	639311919195575711	f	/sharding/jobShard/48	2	\\x0a203932333438386339346461393264393865653538633131323066346432616666	CF	13	45a5e52c209b4b32b16fec5f93341cfa
18	639311919195627780	f	job-923488c94da9f40df2163e3d1292361e	2	\\x7b226576656e7473223a5b7b2274223a226e6f64655f7265616479222c226174223a22323032362d31312d32355430383a32353a31392e353632373033352b30303a3030222c226e6f6465223a2277656231227d2c7b2274223a2271756f72756d5f72656163686564222c226174223a22323032362d31312d32355430383a32353a31392e353632373033352b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a31392e353632373033352b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
19	639311919195649500	f	job-923488c94da9f40df2163e3d1292361e	3	\\x7b226576656e7473223a5b7b2274223a226e6f64655f73746172746564222c226174223a22323032362d31312d32355430383a32353a31392e353634383833382b30303a3030222c226e6f6465223a2277656231222c2273746172746564223a22313937302d30312d30315430303a30303a30302b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
20	639311919195670341	f	job-923488c94da9f40df2163e3d1292361e	4	\\x7b226576656e7473223a5b7b2274223a2261626f72746564222c226174223a22323032362d31312d32355430383a32353a31392e353636393035352b30303a3030222c226279223a22616c696365227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
21	639311919195701608	f	/system/sharding/jobCoordinator/singleton/coordinator	5	\\x3837	System.String, System.Private.CoreLib	17	45a5e52c209b4b32b16fec5f93341cfa
22	639311919195741412	f	/sharding/jobShard/87	1	\\x0a203932333438386339346461396432616531313462373436646166343661313962	CE	13	45a5e52c209b4b32b16fec5f93341cfa
23	639311919195762016	f	/sharding/jobShard/56	2	\\x0a203932333438386339346461396634306466323136336533643132393233363165	CF	13	45a5e52c209b4b32b16fec5f93341cfa
24	639311919195763113	f	job-923488c94da9d2ae114b746daf46a19b	1	\\x7b226576656e7473223a5b7b2274223a227375626d6974746564222c226174223a22323032362d31312d32355430383a32353a31392e3537363231362b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a31392e3537363231362b30303a3030222c2273706563223a7b226964223a223932333438386339346461396432616531313462373436646166343661313962222c226f7267616e697a6174696f6e223a223837663733386233393163363434393138336330393233343838633934646139222c22636f6d6d616e64223a2274727565222c226e6f646573223a5b2277656231225d2c2271756f72756d223a312c2272756e5f74696d656f75745f7365636f6e6473223a312c22766f74655f77696e646f775f6d696c6c697365636f6e6473223a333630303030302c227265717565737465645f6279223a22616c696365227d7d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
25	639311919195814290	f	job-923488c94da9d2ae114b746daf46a19b	2	\\x7b226576656e7473223a5b7b2274223a226e6f64655f7265616479222c226174223a22323032362d31312d32355430383a32353a31392e353831333637352b30303a3030222c226e6f6465223a2277656231227d2c7b2274223a2271756f72756d5f72656163686564222c226174223a22323032362d31312d32355430383a32353a31392e353831333637352b30303a3030222c22756e74696c223a22323032362d31312d32355430383a32353a32302e353831333637352b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
26	639311919195836458	f	job-923488c94da9d2ae114b746daf46a19b	3	\\x7b226576656e7473223a5b7b2274223a226e6f64655f73746172746564222c226174223a22323032362d31312d32355430383a32353a31392e353833363030342b30303a3030222c226e6f6465223a2277656231222c2273746172746564223a22313937302d30312d30315430303a30303a30302b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
27	639311919205864696	f	job-923488c94da9d2ae114b746daf46a19b	4	\\x7b226576656e7473223a5b7b2274223a2274696d65645f6f7574222c226174223a22323032362d31312d32355430383a32353a32302e353836333031352b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
28	639311919205965808	f	/sharding/jobShard/87	2	\\x0a203932333438386339346461396432616531313462373436646166343661313962	CF	13	45a5e52c209b4b32b16fec5f93341cfa
29	639311919206154005	f	/system/sharding/jobCoordinator/singleton/coordinator	6	\\x3236	System.String, System.Private.CoreLib	17	45a5e52c209b4b32b16fec5f93341cfa
30	639311919206193863	f	/sharding/jobShard/26	1	\\x0a203932333438386339346461393265323134633966363334363261326238653963	CE	13	45a5e52c209b4b32b16fec5f93341cfa
34	639311919206430627	f	/system/sharding/jobCoordinator/singleton/coordinator	7	\\x3131	System.String, System.Private.CoreLib	17	45a5e52c209b4b32b16fec5f93341cfa
31	639311919206216649	f	job-923488c94da92e214c9f63462a2b8e9c	1	\\x7b226576656e7473223a5b7b2274223a227375626d6974746564222c226174223a22323032362d31312d32355430383a32353a32302e363231363133382b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a32302e363231363133382b30303a3030222c2273706563223a7b226964223a223932333438386339346461393265323134633966363334363261326238653963222c226f7267616e697a6174696f6e223a223837663733386233393163363434393138336330393233343838633934646139222c22636f6d6d616e64223a22736c656570222c226e6f646573223a5b2277656231225d2c2271756f72756d223a312c2272756e5f74696d656f75745f7365636f6e6473223a323134373438333634372c22766f74655f77696e646f775f6d696c6c697365636f6e6473223a333630303030302c227265717565737465645f6279223a22616c696365227d7d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
33	639311919206291785	f	job-923488c94da92e214c9f63462a2b8e9c	3	\\x7b226576656e7473223a5b7b2274223a226e6f64655f73746172746564222c226174223a22323032362d31312d32355430383a32353a32302e363239313235362b30303a3030222c226e6f6465223a2277656231222c2273746172746564223a22313937302d30312d30315430303a30303a30302b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
35	639311919206468999	f	/sharding/jobShard/11	1	\\x0a203932333438386339346461393731333230323931343739636238336235643731	CE	13	45a5e52c209b4b32b16fec5f93341cfa
37	639311919206528956	f	job-923488c94da971320291479cb83b5d71	2	\\x7b226576656e7473223a5b7b2274223a226e6f64655f7265616479222c226174223a22323032362d31312d32355430383a32353a32302e363532383437312b30303a3030222c226e6f6465223a2277656233227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
32	639311919206261422	f	job-923488c94da92e214c9f63462a2b8e9c	2	\\x7b226576656e7473223a5b7b2274223a226e6f64655f7265616479222c226174223a22323032362d31312d32355430383a32353a32302e363236303831322b30303a3030222c226e6f6465223a2277656231227d2c7b2274223a2271756f72756d5f72656163686564222c226174223a22323032362d31312d32355430383a32353a32302e363236303831322b30303a3030222c22756e74696c223a22323039342d31322d31335431313a33393a32372e363236303831322b30303a3030227d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
36	639311919206487302	f	job-923488c94da971320291479cb83b5d71	1	\\x7b226576656e7473223a5b7b2274223a227375626d6974746564222c226174223a22323032362d31312d32355430383a32353a32302e363438363835392b30303a3030222c22756e74696c223a22323032362d31312d32355430393a32353a32302e363438363835392b30303a3030222c2273706563223a7b226964223a223932333438386339346461393731333230323931343739636238336235643731222c226f7267616e697a6174696f6e223a223837663733386233393163363434393138336330393233343838633934646139222c22636f6d6d616e64223a2274727565222c226e6f646573223a5b2277656232222c2277656233225d2c2271756f72756d223a322c2272756e5f74696d656f75745f7365636f6e6473223a333630302c22766f74655f77696e646f775f6d696c6c697365636f6e6473223a333630303030302c227265717565737465645f6279223a22616c696365227d7d5d7d	job.written.v1	14001	45a5e52c209b4b32b16fec5f93341cfa
\.


--
-- Data for Name: org_feed; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.org_feed (org_guid, seq, job_id, name, at) FROM stdin;
87f738b391c6449183c0923488c94da9	1	923488c94da9cf7b6b86c5958112981f	start	1795595119472883
87f738b391c6449183c0923488c94da9	2	923488c94da9cf7b6b86c5958112981f	job_complete	1795595119528971
87f738b391c6449183c0923488c94da9	3	923488c94da92d98ee58c1120f4d2aff	start	1795595119542851
87f738b391c6449183c0923488c94da9	4	923488c94da92d98ee58c1120f4d2aff	job_complete	1795595119544867
87f738b391c6449183c0923488c94da9	5	923488c94da9f40df2163e3d1292361e	start	1795595119556449
87f738b391c6449183c0923488c94da9	6	923488c94da9f40df2163e3d1292361e	job_complete	1795595119566905
87f738b391c6449183c0923488c94da9	7	923488c94da9d2ae114b746daf46a19b	start	1795595119576216
87f738b391c6449183c0923488c94da9	8	923488c94da9d2ae114b746daf46a19b	job_complete	1795595120586301
87f738b391c6449183c0923488c94da9	9	923488c94da92e214c9f63462a2b8e9c	start	1795595120621613
87f738b391c6449183c0923488c94da9	10	923488c94da971320291479cb83b5d71	start	1795595120648685
\.


--
-- Data for Name: org_feed_heads; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.org_feed_heads (org_guid, seq) FROM stdin;
87f738b391c6449183c0923488c94da9	10
\.


--
-- Data for Name: organization_users; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.organization_users (org_guid, user_name) FROM stdin;
87f738b391c6449183c0923488c94da9	alice
\.


--
-- Data for Name: organizations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.organizations (guid, name, full_name) FROM stdin;
87f738b391c6449183c0923488c94da9	acme	Acme
\.


--
-- Data for Name: server_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.server_keys (name, secret) FROM stdin;
\.


--
-- Data for Name: snapshot; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) FROM stdin;
\.


--
-- Data for Name: tags; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tags (ordering_id, tag, sequence_nr, persistence_id) FROM stdin;
\.


--
-- Data for Name: tokens; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tokens (hash, org_guid, user_name, scope, created_at, expires_at, revoked_at, name) FROM stdin;
\.


--
-- Data for Name: user_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.user_keys (user_name, key_name, public_key_pem, expires_at, created_at) FROM stdin;
alice	default	-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA8qYbXrSbL+Ci4VA7Mga+\nIIJ71UIQb7bwaxK37aHZIknn+piNSz4rLcob5ZSvKPnZ1wR318ZTe72he/2nSXqt\nrRLhZYjhy1AOcnCcA8aCi63rfcFuA4BfInHpcmo/zi6NoZOkkeeoRKmi2kKPCkOc\nIgFSuljWO7se22nD5l0tmBmxS0qik6spoOax5KiPx2hUJp8NUrrLPp+ptQT+XDEG\npCiuXWY0OUKTAFb4XMlfRzB3NHLPnfmM6rWyMIXAO2VR8HfPI9agFkw74xG/urGJ\n/LHp9m3RbAhN0gdr0I3rxsrkS2pcdNg7ReXF1A1gIUj2ZzJ8xMh7ut0dJOTBwCCk\nrwIDAQAB\n-----END PUBLIC KEY-----\n	\N	1795595119255207
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.users (name, created_at, superuser, display_name, first_name, middle_name, last_name, email) FROM stdin;
alice	1795595119255207	f	\N	\N	\N	\N	\N
\.


--
-- Name: audit_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_id_seq', 7, true);


--
-- Name: journal_ordering_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.journal_ordering_seq', 37, true);


--
-- Name: audit PK_audit; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT "PK_audit" PRIMARY KEY (id);


--
-- Name: client_keys PK_client_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_keys
    ADD CONSTRAINT "PK_client_keys" PRIMARY KEY (org_guid, client_name, key_name);


--
-- Name: clients PK_clients; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT "PK_clients" PRIMARY KEY (org_guid, name);


--
-- Name: group_members PK_group_members; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.group_members
    ADD CONSTRAINT "PK_group_members" PRIMARY KEY (org_guid, group_name, kind, member);


--
-- Name: group_rules PK_group_rules; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.group_rules
    ADD CONSTRAINT "PK_group_rules" PRIMARY KEY (organization, id);


--
-- Name: groups PK_groups; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT "PK_groups" PRIMARY KEY (org_guid, name);


--
-- Name: idempotency_keys PK_idempotency_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT "PK_idempotency_keys" PRIMARY KEY (key_hash);


--
-- Name: job_nodes PK_job_nodes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_nodes
    ADD CONSTRAINT "PK_job_nodes" PRIMARY KEY (org_guid, bucket, created_at, job_id);


--
-- Name: job_output_parts PK_job_output_parts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_output_parts
    ADD CONSTRAINT "PK_job_output_parts" PRIMARY KEY (job_id, node, stream, start);


--
-- Name: job_output_streams PK_job_output_streams; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_output_streams
    ADD CONSTRAINT "PK_job_output_streams" PRIMARY KEY (job_id, node, stream);


--
-- Name: jobs PK_jobs; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT "PK_jobs" PRIMARY KEY (id);


--
-- Name: join_tokens PK_join_tokens; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.join_tokens
    ADD CONSTRAINT "PK_join_tokens" PRIMARY KEY (hash);


--
-- Name: journal PK_journal; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT "PK_journal" PRIMARY KEY (ordering);


--
-- Name: org_feed PK_org_feed; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.org_feed
    ADD CONSTRAINT "PK_org_feed" PRIMARY KEY (org_guid, seq);


--
-- Name: org_feed_heads PK_org_feed_heads; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.org_feed_heads
    ADD CONSTRAINT "PK_org_feed_heads" PRIMARY KEY (org_guid);


--
-- Name: organization_users PK_organization_users; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization_users
    ADD CONSTRAINT "PK_organization_users" PRIMARY KEY (org_guid, user_name);


--
-- Name: organizations PK_organizations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT "PK_organizations" PRIMARY KEY (guid);


--
-- Name: server_keys PK_server_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.server_keys
    ADD CONSTRAINT "PK_server_keys" PRIMARY KEY (name);


--
-- Name: snapshot PK_snapshot; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.snapshot
    ADD CONSTRAINT "PK_snapshot" PRIMARY KEY (persistence_id, sequence_number);


--
-- Name: tags PK_tags; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT "PK_tags" PRIMARY KEY (ordering_id, tag);


--
-- Name: tokens PK_tokens; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT "PK_tokens" PRIMARY KEY (hash);


--
-- Name: user_keys PK_user_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_keys
    ADD CONSTRAINT "PK_user_keys" PRIMARY KEY (user_name, key_name);


--
-- Name: users PK_users; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT "PK_users" PRIMARY KEY (name);


--
-- Name: journal journal_uq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number);


--
-- Name: IX_organizations_name; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX "IX_organizations_name" ON public.organizations USING btree (name);


--
-- Name: UC_Version; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX "UC_Version" ON public."VersionInfo" USING btree ("Version");


--
-- Name: audit_by_organization; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_by_organization ON public.audit USING btree (organization, id);


--
-- Name: idempotency_keys_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);


--
-- Name: jobs_by_command; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_by_command ON public.jobs USING btree (org_guid, substr(command, 1, 100), created_at, id);


--
-- Name: jobs_by_organization; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_by_organization ON public.jobs USING btree (org_guid, created_at, id);


--
-- Name: jobs_by_requestor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_by_requestor ON public.jobs USING btree (org_guid, substr(created_by, 1, 100), created_at, id);


--
-- Name: jobs_by_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_by_status ON public.jobs USING btree (org_guid, status, created_at, id);


--
-- Name: journal_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX journal_created_idx ON public.journal USING btree (created);


--
-- Name: journal_sequence_number_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX journal_sequence_number_idx ON public.journal USING btree (sequence_number);


--
-- Name: org_feed_by_job; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX org_feed_by_job ON public.org_feed USING btree (job_id, name);


--
-- Name: snapshot_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX snapshot_created_idx ON public.snapshot USING btree (created);


--
-- Name: snapshot_sequence_number_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX snapshot_sequence_number_idx ON public.snapshot USING btree (sequence_number);


--
-- Name: tags_persistence_id_sequence_nr_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tags_persistence_id_sequence_nr_idx ON public.tags USING btree (persistence_id, sequence_nr);


--
-- Name: tags_tag_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tags_tag_idx ON public.tags USING btree (tag);


--
-- Name: client_keys FK_client_keys_org_guid_organizations_guid; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_keys
    ADD CONSTRAINT "FK_client_keys_org_guid_organizations_guid" FOREIGN KEY (org_guid) REFERENCES public.organizations(guid);


--
-- Name: clients FK_clients_org_guid_organizations_guid; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT "FK_clients_org_guid_organizations_guid" FOREIGN KEY (org_guid) REFERENCES public.organizations(guid);


--
-- Name: group_members FK_group_members_org_guid_organizations_guid; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.group_members
    ADD CONSTRAINT "FK_group_members_org_guid_organizations_guid" FOREIGN KEY (org_guid) REFERENCES public.organizations(guid);


--
-- Name: groups FK_groups_org_guid_organizations_guid; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT "FK_groups_org_guid_organizations_guid" FOREIGN KEY (org_guid) REFERENCES public.organizations(guid);


--
-- Name: join_tokens FK_join_tokens_org_guid_organizations_guid; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.join_tokens
    ADD CONSTRAINT "FK_join_tokens_org_guid_organizations_guid" FOREIGN KEY (org_guid) REFERENCES public.organizations(guid);


--
-- Name: organization_users FK_organization_users_org_guid_organizations_guid; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization_users
    ADD CONSTRAINT "FK_organization_users_org_guid_organizations_guid" FOREIGN KEY (org_guid) REFERENCES public.organizations(guid);


--
-- Name: organization_users FK_organization_users_user_name_users_name; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization_users
    ADD CONSTRAINT "FK_organization_users_user_name_users_name" FOREIGN KEY (user_name) REFERENCES public.users(name);


--
-- Name: tokens FK_tokens_org_guid_organizations_guid; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT "FK_tokens_org_guid_organizations_guid" FOREIGN KEY (org_guid) REFERENCES public.organizations(guid);


--
-- Name: tokens FK_tokens_user_name_users_name; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT "FK_tokens_user_name_users_name" FOREIGN KEY (user_name) REFERENCES public.users(name);


--
-- Name: user_keys FK_user_keys_user_name_users_name; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_keys
    ADD CONSTRAINT "FK_user_keys_user_name_users_name" FOREIGN KEY (user_name) REFERENCES public.users(name);


--
-- PostgreSQL database dump complete
--



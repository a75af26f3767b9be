--
-- PostgreSQL database dump
--

\restrict F8JGcJRERG9lzEUyLcaohxUryGVIKcYbS8flNiNThcxaSJQaaL0iaYtOJNK48Rc

-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

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
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempt (
    message integer NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL
);


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying NOT NULL,
    subject character varying NOT NULL,
    details character varying NOT NULL,
    previous character varying NOT NULL,
    hash character varying NOT NULL
);


--
-- Name: audit_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.audit_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: audit_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.audit_id_seq OWNED BY public.audit.id;


--
-- Name: batch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.batch (
    id integer NOT NULL,
    name character varying NOT NULL,
    kind character varying NOT NULL,
    agency character varying NOT NULL,
    file character varying NOT NULL,
    file_name character varying NOT NULL,
    ruleset character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);


--
-- Name: batch_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.batch_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: batch_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.batch_id_seq OWNED BY public.batch.id;


--
-- Name: batch_input; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.batch_input (
    batch integer NOT NULL,
    input integer NOT NULL
);


--
-- Name: code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.code (
    id integer NOT NULL,
    domain character varying NOT NULL,
    text character varying NOT NULL
);


--
-- Name: code_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.code_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: code_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.code_id_seq OWNED BY public.code.id;


--
-- Name: dated; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dated (
    key character varying NOT NULL,
    revision integer NOT NULL,
    sequence integer NOT NULL,
    change character varying NOT NULL,
    reason character varying NOT NULL,
    kind character varying NOT NULL,
    place character varying NOT NULL,
    agency character varying,
    who character varying NOT NULL,
    return_code character varying NOT NULL,
    period character varying NOT NULL,
    title character varying NOT NULL,
    day date NOT NULL,
    at character varying NOT NULL,
    explanation character varying NOT NULL,
    assumed boolean NOT NULL,
    cancelled boolean NOT NULL,
    known_at timestamp with time zone NOT NULL
);


--
-- Name: delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delivery (
    message integer NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome character varying NOT NULL,
    detail character varying NOT NULL,
    again_at timestamp with time zone
);


--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    id integer NOT NULL,
    name character varying NOT NULL,
    kind character varying NOT NULL,
    place character varying NOT NULL,
    return_code character varying NOT NULL,
    area character varying NOT NULL,
    period character varying NOT NULL,
    day date NOT NULL,
    note character varying NOT NULL,
    recorded_by character varying NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


--
-- Name: event_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_end (
    event integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    reason character varying NOT NULL
);


--
-- Name: event_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: event_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;


--
-- Name: extension; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.extension (
    id integer NOT NULL,
    place character varying NOT NULL,
    return_code character varying NOT NULL,
    area character varying,
    period character varying NOT NULL,
    agency character varying,
    until date,
    until_at character varying,
    granted_by character varying NOT NULL,
    reason character varying NOT NULL,
    granted_at timestamp with time zone NOT NULL
);


--
-- Name: extension_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.extension_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: extension_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.extension_id_seq OWNED BY public.extension.id;


--
-- Name: feed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed (
    id integer NOT NULL,
    token_hash character varying NOT NULL,
    audience character varying NOT NULL,
    scope character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);


--
-- Name: feed_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_end (
    feed integer NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: feed_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.feed_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: feed_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.feed_id_seq OWNED BY public.feed.id;


--
-- Name: figure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.figure (
    batch integer NOT NULL,
    area integer NOT NULL,
    period integer NOT NULL,
    indicator integer NOT NULL,
    breakdown integer NOT NULL,
    kind integer NOT NULL,
    numerator bigint,
    denominator bigint,
    value bigint,
    symbol integer,
    status integer NOT NULL,
    rounded_to bigint,
    lower bigint,
    upper bigint,
    note character varying,
    locator character varying NOT NULL
);


--
-- Name: finding; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.finding (
    submission integer NOT NULL,
    "position" integer NOT NULL,
    severity character varying NOT NULL,
    code character varying NOT NULL,
    sheet character varying,
    row_number integer,
    column_name character varying,
    value character varying,
    message character varying NOT NULL,
    mend character varying NOT NULL,
    found_at timestamp with time zone NOT NULL
);


--
-- Name: firing; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.firing (
    duty character varying NOT NULL,
    slot timestamp with time zone NOT NULL,
    state character varying NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    holder character varying,
    held_until timestamp with time zone,
    attempts integer NOT NULL,
    finished_at timestamp with time zone,
    outcome character varying
);


--
-- Name: mark; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mark (
    key character varying NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id integer NOT NULL,
    key character varying NOT NULL,
    recipient character varying NOT NULL,
    subject character varying NOT NULL,
    body character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone NOT NULL
);


--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.outbox_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: outbox_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;


--
-- Name: outbox_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox_key (
    key character varying NOT NULL,
    turn integer NOT NULL,
    message integer NOT NULL
);


--
-- Name: record_purge; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.record_purge (
    batch integer NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying NOT NULL
);


--
-- Name: record_submission; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.record_submission (
    batch integer NOT NULL,
    record_set character varying NOT NULL,
    version character varying NOT NULL,
    agency character varying NOT NULL,
    area character varying NOT NULL,
    period character varying NOT NULL,
    rows integer NOT NULL,
    case_name character varying NOT NULL,
    keep_until date NOT NULL
);


--
-- Name: submission; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.submission (
    id integer NOT NULL,
    name character varying NOT NULL,
    batch integer NOT NULL,
    agency character varying NOT NULL,
    file character varying NOT NULL,
    file_name character varying NOT NULL,
    received_at timestamp with time zone NOT NULL,
    ruleset character varying NOT NULL,
    counts character varying NOT NULL
);


--
-- Name: submission_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.submission_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: submission_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.submission_id_seq OWNED BY public.submission.id;


--
-- Name: task; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task (
    id integer NOT NULL,
    key character varying NOT NULL,
    name character varying NOT NULL,
    arguments character varying NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    state character varying NOT NULL,
    holder character varying,
    held_until timestamp with time zone,
    attempts integer NOT NULL,
    finished_at timestamp with time zone,
    outcome character varying
);


--
-- Name: task_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.task_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: task_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.task_id_seq OWNED BY public.task.id;


--
-- Name: touch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.touch (
    batch integer NOT NULL,
    area integer NOT NULL,
    period integer NOT NULL
);


--
-- Name: withdrawal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.withdrawal (
    batch integer NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying NOT NULL
);


--
-- Name: audit id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit ALTER COLUMN id SET DEFAULT nextval('public.audit_id_seq'::regclass);


--
-- Name: batch id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch ALTER COLUMN id SET DEFAULT nextval('public.batch_id_seq'::regclass);


--
-- Name: code id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.code ALTER COLUMN id SET DEFAULT nextval('public.code_id_seq'::regclass);


--
-- Name: event id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);


--
-- Name: extension id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.extension ALTER COLUMN id SET DEFAULT nextval('public.extension_id_seq'::regclass);


--
-- Name: feed id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed ALTER COLUMN id SET DEFAULT nextval('public.feed_id_seq'::regclass);


--
-- Name: outbox id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);


--
-- Name: submission id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submission ALTER COLUMN id SET DEFAULT nextval('public.submission_id_seq'::regclass);


--
-- Name: task id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task ALTER COLUMN id SET DEFAULT nextval('public.task_id_seq'::regclass);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0007');


--
-- Data for Name: attempt; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit VALUES (1, '2026-11-22 22:28:40.583493+00', 'accept-upload', '019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f', '{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":0,"error":0,"figures":2,"new":2,"note":2,"query":0,"rows":2,"unchanged":0},"file":"d8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80","ruleset":"019aca1c96122fa1ba84337568e1447dc5d5d8caf979aae1a69b8c0aa3deebbe"}', '0000000000000000000000000000000000000000000000000000000000000000', 'bc38770638ab312df7b9389428a796c1c0c765ad024fea0807fa8bc517deac37');
INSERT INTO public.audit VALUES (2, '2026-11-22 22:29:11.996961+00', 'accept-upload', '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', '{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":1,"error":0,"figures":1,"new":0,"note":2,"query":0,"rows":1,"unchanged":0},"file":"3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a","ruleset":"019aca1c96122fa1ba84337568e1447dc5d5d8caf979aae1a69b8c0aa3deebbe"}', 'bc38770638ab312df7b9389428a796c1c0c765ad024fea0807fa8bc517deac37', 'c90601978b43c6b359c5158eb28f1f89cf80d48a7e06417b18f4c16c5e2fe1a4');


--
-- Data for Name: batch; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.batch VALUES (1, '019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f', 'submitted', 'lewisham-childrens-services', 'd8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80', 'a.csv', '019aca1c96122fa1ba84337568e1447dc5d5d8caf979aae1a69b8c0aa3deebbe', '2026-11-22 22:28:36.618455+00');
INSERT INTO public.batch VALUES (2, '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', 'submitted', 'lewisham-childrens-services', '3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a', 'b.csv', '019aca1c96122fa1ba84337568e1447dc5d5d8caf979aae1a69b8c0aa3deebbe', '2026-11-22 22:29:08.205633+00');


--
-- Data for Name: batch_input; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: code; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.code VALUES (1, 'indicator', 'cla-long-term-placement-stability');
INSERT INTO public.code VALUES (2, 'indicator', 'cla-three-or-more-placements');
INSERT INTO public.code VALUES (3, 'area', 'E09000023');
INSERT INTO public.code VALUES (4, 'period', 'FY2009-10');
INSERT INTO public.code VALUES (5, 'breakdown', 'total');


--
-- Data for Name: dated; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: delivery; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: event; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: event_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: extension; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: feed; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: feed_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: figure; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.figure VALUES (1, 3, 4, 1, 5, 0, 30000000, 60000000, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'row 3');
INSERT INTO public.figure VALUES (1, 3, 4, 2, 5, 0, 45000000, 450000000, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'row 2');
INSERT INTO public.figure VALUES (2, 3, 4, 2, 5, 0, 54000000, 450000000, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'row 2');


--
-- Data for Name: finding; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.finding VALUES (1, 1, 'note', 'area-alias', NULL, 2, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-22 22:28:36.618455+00');
INSERT INTO public.finding VALUES (1, 2, 'note', 'area-alias', NULL, 3, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-22 22:28:36.618455+00');
INSERT INTO public.finding VALUES (2, 1, 'note', 'area-alias', NULL, 2, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-22 22:29:08.205633+00');
INSERT INTO public.finding VALUES (2, 2, 'note', 'corrects', NULL, 2, 'value', '54 of 450', 'The figure 54 of 450 replaces the one you gave before: 45 of 450.', 'Nothing to do.', '2026-11-22 22:29:08.205633+00');


--
-- Data for Name: firing; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: mark; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: outbox_key; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: record_purge; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: record_submission; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: submission; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.submission VALUES (1, '019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f', 1, 'lewisham-childrens-services', 'd8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80', 'a.csv', '2026-11-22 22:28:36.618455+00', '019aca1c96122fa1ba84337568e1447dc5d5d8caf979aae1a69b8c0aa3deebbe', '{"blank": 0, "changed": 0, "error": 0, "figures": 2, "new": 2, "note": 2, "query": 0, "rows": 2, "unchanged": 0}');
INSERT INTO public.submission VALUES (2, '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', 2, 'lewisham-childrens-services', '3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a', 'b.csv', '2026-11-22 22:29:08.205633+00', '019aca1c96122fa1ba84337568e1447dc5d5d8caf979aae1a69b8c0aa3deebbe', '{"blank": 0, "changed": 1, "error": 0, "figures": 1, "new": 0, "note": 2, "query": 0, "rows": 1, "unchanged": 0}');


--
-- Data for Name: task; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: touch; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.touch VALUES (1, 3, 4);
INSERT INTO public.touch VALUES (2, 3, 4);


--
-- Data for Name: withdrawal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: audit_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_id_seq', 2, true);


--
-- Name: batch_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.batch_id_seq', 2, true);


--
-- Name: code_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.code_id_seq', 5, true);


--
-- Name: event_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.event_id_seq', 1, false);


--
-- Name: extension_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.extension_id_seq', 1, false);


--
-- Name: feed_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.feed_id_seq', 1, false);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 1, false);


--
-- Name: submission_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.submission_id_seq', 2, true);


--
-- Name: task_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.task_id_seq', 1, false);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: attempt attempt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (message, attempt);


--
-- Name: audit audit_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_hash_key UNIQUE (hash);


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);


--
-- Name: audit audit_previous_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_previous_key UNIQUE (previous);


--
-- Name: batch_input batch_input_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch_input
    ADD CONSTRAINT batch_input_pkey PRIMARY KEY (batch, input);


--
-- Name: batch batch_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_name_key UNIQUE (name);


--
-- Name: batch batch_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (id);


--
-- Name: code code_domain_text_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_domain_text_key UNIQUE (domain, text);


--
-- Name: code code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (id);


--
-- Name: dated dated_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dated
    ADD CONSTRAINT dated_pkey PRIMARY KEY (key, revision);


--
-- Name: delivery delivery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (message, attempt);


--
-- Name: event_end event_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_end
    ADD CONSTRAINT event_end_pkey PRIMARY KEY (event);


--
-- Name: event event_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_name_key UNIQUE (name);


--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);


--
-- Name: extension extension_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.extension
    ADD CONSTRAINT extension_pkey PRIMARY KEY (id);


--
-- Name: feed_end feed_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_end
    ADD CONSTRAINT feed_end_pkey PRIMARY KEY (feed);


--
-- Name: feed feed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (id);


--
-- Name: feed feed_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_token_hash_key UNIQUE (token_hash);


--
-- Name: figure figure_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure
    ADD CONSTRAINT figure_pkey PRIMARY KEY (batch, area, period, indicator, breakdown, kind);


--
-- Name: finding finding_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (submission, "position");


--
-- Name: firing firing_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.firing
    ADD CONSTRAINT firing_pkey PRIMARY KEY (duty, slot);


--
-- Name: mark mark_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mark
    ADD CONSTRAINT mark_pkey PRIMARY KEY (key);


--
-- Name: outbox outbox_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_key_key UNIQUE (key);


--
-- Name: outbox_key outbox_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox_key
    ADD CONSTRAINT outbox_key_pkey PRIMARY KEY (key, turn);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: record_purge record_purge_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.record_purge
    ADD CONSTRAINT record_purge_pkey PRIMARY KEY (batch);


--
-- Name: record_submission record_submission_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.record_submission
    ADD CONSTRAINT record_submission_pkey PRIMARY KEY (batch);


--
-- Name: submission submission_batch_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_batch_key UNIQUE (batch);


--
-- Name: submission submission_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_name_key UNIQUE (name);


--
-- Name: submission submission_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (id);


--
-- Name: task task_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_key_key UNIQUE (key);


--
-- Name: task task_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);


--
-- Name: touch touch_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.touch
    ADD CONSTRAINT touch_pkey PRIMARY KEY (batch, area, period);


--
-- Name: withdrawal withdrawal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.withdrawal
    ADD CONSTRAINT withdrawal_pkey PRIMARY KEY (batch);


--
-- Name: dated_by_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dated_by_place ON public.dated USING btree (place, kind);


--
-- Name: extension_by_return; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX extension_by_return ON public.extension USING btree (place, return_code, period);


--
-- Name: firing_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX firing_unfinished ON public.firing USING btree (slot) WHERE (finished_at IS NULL);


--
-- Name: outbox_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_by_time ON public.outbox USING btree (not_before);


--
-- Name: outbox_key_by_message; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_key_by_message ON public.outbox_key USING btree (message);


--
-- Name: record_submission_by_set; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX record_submission_by_set ON public.record_submission USING btree (record_set, agency, period);


--
-- Name: submission_by_agency; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX submission_by_agency ON public.submission USING btree (agency, received_at);


--
-- Name: task_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_unfinished ON public.task USING btree (id) WHERE (finished_at IS NULL);


--
-- Name: touch_by_area; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX touch_by_area ON public.touch USING btree (area, period);


--
-- Name: attempt attempt_message_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_message_fkey FOREIGN KEY (message) REFERENCES public.outbox(id);


--
-- Name: batch_input batch_input_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch_input
    ADD CONSTRAINT batch_input_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- Name: batch_input batch_input_input_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch_input
    ADD CONSTRAINT batch_input_input_fkey FOREIGN KEY (input) REFERENCES public.batch(id);


--
-- Name: delivery delivery_message_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_message_fkey FOREIGN KEY (message) REFERENCES public.outbox(id);


--
-- Name: event_end event_end_event_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_end
    ADD CONSTRAINT event_end_event_fkey FOREIGN KEY (event) REFERENCES public.event(id);


--
-- Name: feed_end feed_end_feed_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_end
    ADD CONSTRAINT feed_end_feed_fkey FOREIGN KEY (feed) REFERENCES public.feed(id);


--
-- Name: figure figure_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure
    ADD CONSTRAINT figure_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- Name: finding finding_submission_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);


--
-- Name: outbox_key outbox_key_message_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox_key
    ADD CONSTRAINT outbox_key_message_fkey FOREIGN KEY (message) REFERENCES public.outbox(id);


--
-- Name: record_purge record_purge_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.record_purge
    ADD CONSTRAINT record_purge_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- Name: record_submission record_submission_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.record_submission
    ADD CONSTRAINT record_submission_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- Name: submission submission_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- Name: touch touch_area_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.touch
    ADD CONSTRAINT touch_area_fkey FOREIGN KEY (area) REFERENCES public.code(id);


--
-- Name: touch touch_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.touch
    ADD CONSTRAINT touch_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- Name: touch touch_period_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.touch
    ADD CONSTRAINT touch_period_fkey FOREIGN KEY (period) REFERENCES public.code(id);


--
-- Name: withdrawal withdrawal_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.withdrawal
    ADD CONSTRAINT withdrawal_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- PostgreSQL database dump complete
--

\unrestrict F8JGcJRERG9lzEUyLcaohxUryGVIKcYbS8flNiNThcxaSJQaaL0iaYtOJNK48Rc


--
-- PostgreSQL database dump
--

\restrict Ri87aYL1zTavkTVVGedm1n0UDyuKJEIUwERRrfB9m9cRkyIeDweHvztgIzOyZoe

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
    slot date NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    outcome character varying
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
-- Name: submission id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submission ALTER COLUMN id SET DEFAULT nextval('public.submission_id_seq'::regclass);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0003');


--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit VALUES (1, '2026-11-22 22:22:51.972876+00', 'accept-upload', '019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f', '{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":0,"error":0,"figures":2,"new":2,"note":2,"query":0,"rows":2,"unchanged":0},"file":"d8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80","ruleset":"8d34e4cac6cb10a344f68c3d7a0399698a2c8d05bc832f42f4c773928bc8520d"}', '0000000000000000000000000000000000000000000000000000000000000000', '9ab5c2abe280b2f7931a2d8c7f97f1c446cc8265c85b4f290077def2c88a4cbd');
INSERT INTO public.audit VALUES (2, '2026-11-22 22:23:16.540829+00', 'accept-upload', '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', '{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":1,"error":0,"figures":1,"new":0,"note":2,"query":0,"rows":1,"unchanged":0},"file":"3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a","ruleset":"8d34e4cac6cb10a344f68c3d7a0399698a2c8d05bc832f42f4c773928bc8520d"}', '9ab5c2abe280b2f7931a2d8c7f97f1c446cc8265c85b4f290077def2c88a4cbd', '9a173276030d3d56784c76bee78d15c78f2c116b7a3f9d0e4593d0c945c13f6c');


--
-- Data for Name: batch; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.batch VALUES (1, '019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f', 'submitted', 'lewisham-childrens-services', 'd8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80', 'a.csv', '8d34e4cac6cb10a344f68c3d7a0399698a2c8d05bc832f42f4c773928bc8520d', '2026-11-22 22:22:47.423594+00');
INSERT INTO public.batch VALUES (2, '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', 'submitted', 'lewisham-childrens-services', '3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a', 'b.csv', '8d34e4cac6cb10a344f68c3d7a0399698a2c8d05bc832f42f4c773928bc8520d', '2026-11-22 22:23:13.970333+00');


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
-- Data for Name: figure; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.figure VALUES (1, 3, 4, 1, 5, 0, 30000000, 60000000, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'row 3');
INSERT INTO public.figure VALUES (1, 3, 4, 2, 5, 0, 45000000, 450000000, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'row 2');
INSERT INTO public.figure VALUES (2, 3, 4, 2, 5, 0, 54000000, 450000000, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'row 2');


--
-- Data for Name: finding; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.finding VALUES (1, 1, 'note', 'area-alias', NULL, 2, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-22 22:22:47.423594+00');
INSERT INTO public.finding VALUES (1, 2, 'note', 'area-alias', NULL, 3, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-22 22:22:47.423594+00');
INSERT INTO public.finding VALUES (2, 1, 'note', 'area-alias', NULL, 2, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-22 22:23:13.970333+00');
INSERT INTO public.finding VALUES (2, 2, 'note', 'corrects', NULL, 2, 'value', '54 of 450', 'The figure 54 of 450 replaces the one you gave before: 45 of 450.', 'Nothing to do.', '2026-11-22 22:23:13.970333+00');


--
-- Data for Name: firing; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: submission; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.submission VALUES (1, '019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f', 1, 'lewisham-childrens-services', 'd8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80', 'a.csv', '2026-11-22 22:22:47.423594+00', '8d34e4cac6cb10a344f68c3d7a0399698a2c8d05bc832f42f4c773928bc8520d', '{"blank": 0, "changed": 0, "error": 0, "figures": 2, "new": 2, "note": 2, "query": 0, "rows": 2, "unchanged": 0}');
INSERT INTO public.submission VALUES (2, '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', 2, 'lewisham-childrens-services', '3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a', 'b.csv', '2026-11-22 22:23:13.970333+00', '8d34e4cac6cb10a344f68c3d7a0399698a2c8d05bc832f42f4c773928bc8520d', '{"blank": 0, "changed": 1, "error": 0, "figures": 1, "new": 0, "note": 2, "query": 0, "rows": 1, "unchanged": 0}');


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
-- Name: submission_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.submission_id_seq', 2, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


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
-- Name: submission_by_agency; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX submission_by_agency ON public.submission USING btree (agency, received_at);


--
-- Name: touch_by_area; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX touch_by_area ON public.touch USING btree (area, period);


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

\unrestrict Ri87aYL1zTavkTVVGedm1n0UDyuKJEIUwERRrfB9m9cRkyIeDweHvztgIzOyZoe


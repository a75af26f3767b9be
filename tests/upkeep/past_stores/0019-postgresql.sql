--
-- PostgreSQL database dump
--

\restrict cfKklbF50gcSpHOFgMVFckBTM0H48TOmxLzOId28SUv3xYtckfN6us84UHtuuHo

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
-- Name: access_grant; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_grant (
    id integer NOT NULL,
    account integer NOT NULL,
    role character varying NOT NULL,
    place character varying,
    agencies character varying,
    areas character varying,
    returns character varying,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: access_grant_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_grant_end (
    "grant" integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: access_grant_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.access_grant_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: access_grant_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.access_grant_id_seq OWNED BY public.access_grant.id;


--
-- Name: access_secret; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_secret (
    id integer NOT NULL,
    account integer NOT NULL,
    kind character varying NOT NULL,
    public character varying NOT NULL,
    hash character varying NOT NULL,
    addresses character varying,
    expires_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: access_secret_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_secret_end (
    secret integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: access_secret_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.access_secret_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: access_secret_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.access_secret_id_seq OWNED BY public.access_secret.id;


--
-- Name: access_secret_use; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_secret_use (
    secret integer NOT NULL,
    day date NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: access_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_session (
    id integer NOT NULL,
    account integer NOT NULL,
    hash character varying NOT NULL,
    how character varying NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: access_session_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_session_end (
    session integer NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: access_session_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.access_session_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: access_session_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.access_session_id_seq OWNED BY public.access_session.id;


--
-- Name: access_session_use; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_session_use (
    session integer NOT NULL,
    seen_at timestamp with time zone NOT NULL
);


--
-- Name: access_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_token (
    id integer NOT NULL,
    hash character varying NOT NULL,
    secret integer NOT NULL,
    scope character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: access_token_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.access_token_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: access_token_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.access_token_id_seq OWNED BY public.access_token.id;


--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    id integer NOT NULL,
    name character varying NOT NULL,
    title character varying NOT NULL,
    kind character varying NOT NULL,
    place character varying,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: account_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account_end (
    account integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: account_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.account_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: account_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;


--
-- Name: account_subject; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account_subject (
    id integer NOT NULL,
    account integer NOT NULL,
    issuer character varying NOT NULL,
    sub character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: account_subject_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.account_subject_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: account_subject_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.account_subject_id_seq OWNED BY public.account_subject.id;


--
-- Name: acknowledgement; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.acknowledgement (
    id integer NOT NULL,
    edition integer NOT NULL,
    by character varying NOT NULL,
    sha256 character varying NOT NULL,
    audience character varying NOT NULL,
    file_name character varying,
    at timestamp with time zone NOT NULL
);


--
-- Name: acknowledgement_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.acknowledgement_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: acknowledgement_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.acknowledgement_id_seq OWNED BY public.acknowledgement.id;


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: answer; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answer (
    id integer NOT NULL,
    key character varying NOT NULL,
    code character varying NOT NULL,
    submission character varying NOT NULL,
    text character varying NOT NULL,
    by character varying NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: answer_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.answer_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: answer_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.answer_id_seq OWNED BY public.answer.id;


--
-- Name: answered; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answered (
    caller character varying NOT NULL,
    key character varying NOT NULL,
    request character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    status integer,
    headers character varying,
    body bytea
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
-- Name: attempt_count; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempt_count (
    name character varying NOT NULL,
    instants character varying NOT NULL,
    forget_at integer NOT NULL
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
-- Name: claim; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.claim (
    kind character varying NOT NULL,
    key character varying NOT NULL,
    state character varying NOT NULL,
    holder character varying,
    held_until timestamp with time zone,
    not_before timestamp with time zone,
    attempts integer NOT NULL,
    failures integer NOT NULL,
    finished_at timestamp with time zone,
    outcome character varying
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
-- Name: edition; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.edition (
    id integer NOT NULL,
    proposal integer NOT NULL,
    return_code character varying NOT NULL,
    area character varying NOT NULL,
    period character varying NOT NULL,
    number integer NOT NULL,
    public boolean NOT NULL,
    published_by character varying NOT NULL,
    published_at timestamp with time zone NOT NULL,
    head character varying NOT NULL
);


--
-- Name: edition_file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.edition_file (
    edition integer NOT NULL,
    audience character varying NOT NULL,
    "position" integer NOT NULL,
    name character varying NOT NULL,
    media_type character varying NOT NULL,
    sha256 character varying NOT NULL,
    size integer NOT NULL
);


--
-- Name: edition_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.edition_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: edition_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.edition_id_seq OWNED BY public.edition.id;


--
-- Name: edition_withdrawal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.edition_withdrawal (
    edition integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    reason character varying NOT NULL
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
-- Name: segment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.segment (
    batch integer NOT NULL,
    area integer NOT NULL,
    period integer NOT NULL,
    figures character varying NOT NULL
);
ALTER TABLE ONLY public.segment ALTER COLUMN figures SET STORAGE EXTERNAL;


--
-- Name: figure; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.figure AS
 SELECT segment.batch,
    segment.area,
    segment.period,
    ((line.value ->> 0))::integer AS indicator,
    ((line.value ->> 1))::integer AS breakdown,
    ((line.value ->> 2))::integer AS kind,
    ((line.value ->> 5))::bigint AS numerator,
    ((line.value ->> 6))::bigint AS denominator,
    ((line.value ->> 7))::bigint AS value,
    ((line.value ->> 8))::integer AS symbol,
    ((line.value ->> 3))::integer AS status,
    ((line.value ->> 9))::bigint AS rounded_to,
    ((line.value ->> 10))::bigint AS lower,
    ((line.value ->> 11))::bigint AS upper,
    (line.value ->> 12) AS note,
    (line.value ->> 4) AS locator
   FROM public.segment,
    LATERAL json_array_elements((segment.figures)::json) line(value);


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
-- Name: object_file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.object_file (
    name character varying NOT NULL COLLATE pg_catalog."C",
    content character varying NOT NULL,
    size bigint NOT NULL,
    written_at timestamp with time zone NOT NULL
);


--
-- Name: object_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.object_key (
    name character varying NOT NULL COLLATE pg_catalog."C",
    data bytea NOT NULL,
    written_at timestamp with time zone NOT NULL
);


--
-- Name: object_piece; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.object_piece (
    content character varying NOT NULL,
    "position" integer NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY public.object_piece ALTER COLUMN data SET STORAGE EXTERNAL;


--
-- Name: object_place; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.object_place (
    id integer NOT NULL,
    kind character varying NOT NULL,
    address character varying NOT NULL,
    source_kind character varying,
    source_address character varying,
    since timestamp with time zone NOT NULL
);


--
-- Name: object_place_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.object_place_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: object_place_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.object_place_id_seq OWNED BY public.object_place.id;


--
-- Name: office; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.office (
    id integer NOT NULL,
    account integer NOT NULL,
    office character varying NOT NULL,
    place character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: office_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.office_end (
    office integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: office_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.office_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: office_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.office_id_seq OWNED BY public.office.id;


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
-- Name: password; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.password (
    id integer NOT NULL,
    account integer NOT NULL,
    hash character varying NOT NULL,
    rehashed boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);


--
-- Name: password_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.password_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: password_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.password_id_seq OWNED BY public.password.id;


--
-- Name: portal_finding; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.portal_finding (
    report integer NOT NULL,
    "position" integer NOT NULL,
    severity character varying NOT NULL,
    code character varying NOT NULL,
    line character varying,
    row_number integer NOT NULL,
    message character varying NOT NULL
);


--
-- Name: portal_report; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.portal_report (
    id integer NOT NULL,
    sending integer NOT NULL,
    file character varying NOT NULL,
    file_name character varying NOT NULL,
    loaded_by character varying NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);


--
-- Name: portal_report_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.portal_report_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: portal_report_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.portal_report_id_seq OWNED BY public.portal_report.id;


--
-- Name: proposal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.proposal (
    id integer NOT NULL,
    name character varying NOT NULL,
    return_code character varying NOT NULL,
    form character varying NOT NULL,
    area character varying NOT NULL,
    period character varying NOT NULL,
    place character varying,
    ruleset character varying NOT NULL,
    release character varying NOT NULL,
    as_of timestamp with time zone NOT NULL,
    content character varying NOT NULL,
    reason character varying,
    note character varying NOT NULL,
    office character varying,
    proposed_by character varying NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    head character varying NOT NULL
);


--
-- Name: proposal_act; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.proposal_act (
    id integer NOT NULL,
    proposal integer NOT NULL,
    act character varying NOT NULL,
    by character varying NOT NULL,
    office character varying,
    note character varying NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: proposal_act_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.proposal_act_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: proposal_act_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.proposal_act_id_seq OWNED BY public.proposal_act.id;


--
-- Name: proposal_audience; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.proposal_audience (
    proposal integer NOT NULL,
    audience character varying NOT NULL,
    cells character varying,
    rule character varying NOT NULL,
    version character varying NOT NULL,
    hidden integer NOT NULL,
    history character varying NOT NULL,
    refusal character varying
);


--
-- Name: proposal_file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.proposal_file (
    proposal integer NOT NULL,
    audience character varying NOT NULL,
    "position" integer NOT NULL,
    name character varying NOT NULL,
    media_type character varying NOT NULL,
    sha256 character varying NOT NULL,
    size integer NOT NULL
);


--
-- Name: proposal_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.proposal_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: proposal_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.proposal_id_seq OWNED BY public.proposal.id;


--
-- Name: readable_figure; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.readable_figure AS
 SELECT batch.id AS batch,
    batch.agency,
    batch.file_name,
    batch.made_at,
    indicator_code.text AS indicator,
    area_code.text AS area,
    period_code.text AS period,
    breakdown_code.text AS breakdown,
        CASE figure.kind
            WHEN 0 THEN 'actual'::text
            WHEN 1 THEN 'target'::text
            WHEN 2 THEN 'trajectory'::text
            ELSE NULL::text
        END AS kind,
    ((figure.numerator)::numeric / (1000000)::numeric) AS numerator,
    ((figure.denominator)::numeric / (1000000)::numeric) AS denominator,
    ((figure.value)::numeric / (1000000)::numeric) AS value,
    ((figure.rounded_to)::numeric / (1000000)::numeric) AS rounded_to,
    ((figure.lower)::numeric / (1000000)::numeric) AS lower,
    ((figure.upper)::numeric / (1000000)::numeric) AS upper,
        CASE figure.symbol
            WHEN 0 THEN 'confidential'::text
            WHEN 1 THEN 'not_applicable'::text
            WHEN 2 THEN 'not_available'::text
            WHEN 3 THEN 'rounds_to_zero'::text
            WHEN 4 THEN 'unreliable'::text
            ELSE NULL::text
        END AS symbol,
        CASE figure.status
            WHEN 0 THEN 'provisional'::text
            WHEN 1 THEN 'final'::text
            WHEN 2 THEN 'estimated'::text
            WHEN 3 THEN 'local_estimate'::text
            ELSE NULL::text
        END AS status,
    figure.note,
    figure.locator
   FROM (((((public.figure
     JOIN public.batch ON ((batch.id = figure.batch)))
     JOIN public.code indicator_code ON ((indicator_code.id = figure.indicator)))
     JOIN public.code area_code ON ((area_code.id = figure.area)))
     JOIN public.code period_code ON ((period_code.id = figure.period)))
     JOIN public.code breakdown_code ON ((breakdown_code.id = figure.breakdown)));


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
-- Name: request_count; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.request_count (
    account character varying NOT NULL,
    minute integer NOT NULL,
    taken integer NOT NULL,
    before integer NOT NULL
);


--
-- Name: ruleset; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ruleset (
    id integer NOT NULL,
    hash character varying NOT NULL,
    since timestamp with time zone NOT NULL,
    release character varying NOT NULL
);


--
-- Name: ruleset_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.ruleset_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: ruleset_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.ruleset_id_seq OWNED BY public.ruleset.id;


--
-- Name: sending; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sending (
    id integer NOT NULL,
    edition integer NOT NULL,
    number integer NOT NULL,
    portal character varying NOT NULL,
    receipt character varying NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    recorded_by character varying NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


--
-- Name: sending_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.sending_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: sending_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.sending_id_seq OWNED BY public.sending.id;


--
-- Name: store_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.store_key (
    id integer NOT NULL,
    kind character varying NOT NULL,
    fingerprint character varying NOT NULL,
    public character varying,
    at timestamp with time zone NOT NULL
);


--
-- Name: store_key_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.store_key_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: store_key_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.store_key_id_seq OWNED BY public.store_key.id;


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
    queued_at timestamp with time zone NOT NULL
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
-- Name: webhook; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook (
    id integer NOT NULL,
    name character varying NOT NULL,
    account character varying NOT NULL,
    url character varying NOT NULL,
    kinds character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);


--
-- Name: webhook_attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempt (
    webhook integer NOT NULL,
    event integer NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL
);


--
-- Name: webhook_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_end (
    webhook integer NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying NOT NULL
);


--
-- Name: webhook_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_event (
    id integer NOT NULL,
    name character varying NOT NULL,
    kind character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    place character varying,
    return_code character varying NOT NULL,
    area character varying NOT NULL,
    period character varying NOT NULL,
    number integer,
    day date
);


--
-- Name: webhook_event_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.webhook_event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: webhook_event_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.webhook_event_id_seq OWNED BY public.webhook_event.id;


--
-- Name: webhook_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.webhook_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: webhook_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.webhook_id_seq OWNED BY public.webhook.id;


--
-- Name: webhook_outcome; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_outcome (
    webhook integer NOT NULL,
    event integer NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome character varying NOT NULL,
    detail character varying NOT NULL,
    again_at timestamp with time zone
);


--
-- Name: webhook_secret; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_secret (
    webhook integer NOT NULL,
    number integer NOT NULL,
    sealed character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
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
-- Name: winning_figure; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.winning_figure AS
 WITH RECURSIVE gone(batch) AS (
         SELECT withdrawal.batch
           FROM public.withdrawal
        UNION
         SELECT batch_input.batch
           FROM (public.batch_input
             JOIN gone ON ((batch_input.input = gone.batch)))
        )
 SELECT version.batch,
    version.agency,
    version.file_name,
    version.made_at,
    version.indicator,
    version.area,
    version.period,
    version.breakdown,
    version.kind,
    version.numerator,
    version.denominator,
    version.value,
    version.rounded_to,
    version.lower,
    version.upper,
    version.symbol,
    version.status,
    version.note,
    version.locator
   FROM (public.readable_figure version
     JOIN ( SELECT readable_figure.agency,
            readable_figure.indicator,
            readable_figure.area,
            readable_figure.period,
            readable_figure.breakdown,
            readable_figure.kind,
            max(readable_figure.batch) AS batch
           FROM public.readable_figure
          WHERE (NOT (readable_figure.batch IN ( SELECT gone.batch
                   FROM gone)))
          GROUP BY readable_figure.agency, readable_figure.indicator, readable_figure.area, readable_figure.period, readable_figure.breakdown, readable_figure.kind) newest USING (batch, agency, indicator, area, period, breakdown, kind));


--
-- Name: access_grant id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_grant ALTER COLUMN id SET DEFAULT nextval('public.access_grant_id_seq'::regclass);


--
-- Name: access_secret id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret ALTER COLUMN id SET DEFAULT nextval('public.access_secret_id_seq'::regclass);


--
-- Name: access_session id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session ALTER COLUMN id SET DEFAULT nextval('public.access_session_id_seq'::regclass);


--
-- Name: access_token id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_token ALTER COLUMN id SET DEFAULT nextval('public.access_token_id_seq'::regclass);


--
-- Name: account id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);


--
-- Name: account_subject id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_subject ALTER COLUMN id SET DEFAULT nextval('public.account_subject_id_seq'::regclass);


--
-- Name: acknowledgement id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.acknowledgement ALTER COLUMN id SET DEFAULT nextval('public.acknowledgement_id_seq'::regclass);


--
-- Name: answer id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer ALTER COLUMN id SET DEFAULT nextval('public.answer_id_seq'::regclass);


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
-- Name: edition id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition ALTER COLUMN id SET DEFAULT nextval('public.edition_id_seq'::regclass);


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
-- Name: object_place id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.object_place ALTER COLUMN id SET DEFAULT nextval('public.object_place_id_seq'::regclass);


--
-- Name: office id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.office ALTER COLUMN id SET DEFAULT nextval('public.office_id_seq'::regclass);


--
-- Name: outbox id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);


--
-- Name: password id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password ALTER COLUMN id SET DEFAULT nextval('public.password_id_seq'::regclass);


--
-- Name: portal_report id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portal_report ALTER COLUMN id SET DEFAULT nextval('public.portal_report_id_seq'::regclass);


--
-- Name: proposal id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal ALTER COLUMN id SET DEFAULT nextval('public.proposal_id_seq'::regclass);


--
-- Name: proposal_act id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal_act ALTER COLUMN id SET DEFAULT nextval('public.proposal_act_id_seq'::regclass);


--
-- Name: ruleset id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ruleset ALTER COLUMN id SET DEFAULT nextval('public.ruleset_id_seq'::regclass);


--
-- Name: sending id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending ALTER COLUMN id SET DEFAULT nextval('public.sending_id_seq'::regclass);


--
-- Name: store_key id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.store_key ALTER COLUMN id SET DEFAULT nextval('public.store_key_id_seq'::regclass);


--
-- Name: submission id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submission ALTER COLUMN id SET DEFAULT nextval('public.submission_id_seq'::regclass);


--
-- Name: task id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task ALTER COLUMN id SET DEFAULT nextval('public.task_id_seq'::regclass);


--
-- Name: webhook id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook ALTER COLUMN id SET DEFAULT nextval('public.webhook_id_seq'::regclass);


--
-- Name: webhook_event id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_event ALTER COLUMN id SET DEFAULT nextval('public.webhook_event_id_seq'::regclass);


--
-- Data for Name: access_grant; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_grant_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_secret; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_secret_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_secret_use; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_session; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_session_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_session_use; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: access_token; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: account; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: account_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: account_subject; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: acknowledgement; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0019');


--
-- Data for Name: answer; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: answered; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: attempt; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: attempt_count; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit VALUES (1, '2026-11-23 20:58:30.295187+00', 'adopt-key', 'dce124fe170c8d3f', '{"kind":"master","rows":{"store_key":{"1":"599598830127b71da27e74c903d660676cf90d3a4b18e91b1934e095ac1a0f40"}}}', '0000000000000000000000000000000000000000000000000000000000000000', '15d92745415d5eeccef6420f9d0e5f9aa8039617ace030e88e2e45c75becf530');
INSERT INTO public.audit VALUES (2, '2026-11-23 20:58:31.161571+00', 'use-rules', '6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c', '{"release":"0.1.0","rows":{"ruleset":{"1":"7041597e76290753dac32ee7c1eb80205e01b2b5df686ac5e59cdc2ddc8de071"}}}', '15d92745415d5eeccef6420f9d0e5f9aa8039617ace030e88e2e45c75becf530', '3629fbfcc11a382c12f6a6aa181684b80283d3d21d1801ee7710931de8057651');
INSERT INTO public.audit VALUES (3, '2026-11-23 20:58:33.28689+00', 'accept-upload', 'e1542ad4c73a05cb9b24fc80c72f1d642f76d9c20cd1dc5dc7f79838790d2906', '{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":0,"error":0,"figures":1,"new":1,"note":1,"query":0,"rows":1,"unchanged":0},"file":"c90c441c2ca8a15920624a02864ed55422217813440c35ffcae85e71a48a6e94","rows":{"batch":{"1":"7f66a36b89283c82bbd67cc4445d47cc03a45346e6952d4faff845bc8933dd41"},"code":{"area":"1c28dc583325515d22584bd6db1bbdd9926e7ab8bb1f8b8ffeefff826023d668","breakdown":"e003a39c0743d460104a987f2f763e824669f0e4d59e42a7aaf69eee29d1a9b6","indicator":"03fbaf88af6f27a95c9e8e1c6910ad7ba33f21d7d6c9a8c6d836f0304deff4e8","period":"8c4e0e3da481bd18574711977f6f0c7d8cf6e739f7cbc58c2408525a30064ccc"},"figure":{"1":"35c0d0640b776a773bd2aa1dfdf6816590cf9da269e7ef501375266ce1a3e0b1"},"finding":{"1":"ea30f89d3c0959d7a9fc4ca8a57145c1ebebc2b17af115eafe5d32d8e76e0d74"},"submission":{"1":"ea3b2f7096e3b527bc5420cecd4efababa0f4e17da1e6478d8795f7dc7aabaff"},"touch":{"1":"a19e5ae584bdab4b2c57351357a8b54f9ba5208e0d35c5ca312884f578e800f8"}},"ruleset":"6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c"}', '3629fbfcc11a382c12f6a6aa181684b80283d3d21d1801ee7710931de8057651', 'b4f4a7249c801279991d4ad80487e8d2683e29d42c914b508458e7d0f9a66304');
INSERT INTO public.audit VALUES (4, '2026-11-23 20:58:36.002759+00', 'accept-upload', '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', '{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":1,"error":0,"figures":1,"new":0,"note":2,"query":0,"rows":1,"unchanged":0},"file":"3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a","rows":{"batch":{"2":"4ac2b6374ea79c11e61abe594fd6a80f7923aa3501eff834aa8bb0af6a38180a"},"figure":{"2":"2322a34586105274d042267c53538a29eb12cbb0843ab7e0a8df2a4005d98592"},"finding":{"2":"52cf863211de6d7a6d2a91285f62882f21143fae7db1c2b734e363495c1cd2a3"},"submission":{"2":"2b69d4fcbb80d2d918b1b7ba32bcf80112be2ef8d6cc59ce943b691db9d4bd76"},"touch":{"2":"cc937e48e4195c9f6781f0362dfe14e6bdf47ec247aff8e1a2dd943afaac00e6"}},"ruleset":"6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c"}', 'b4f4a7249c801279991d4ad80487e8d2683e29d42c914b508458e7d0f9a66304', '7bf0cce4bec16ed6731e6eb1c26cd93728f25830b5dba3fa9c86e66f86ff0e2e');


--
-- Data for Name: batch; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.batch VALUES (1, 'e1542ad4c73a05cb9b24fc80c72f1d642f76d9c20cd1dc5dc7f79838790d2906', 'submitted', 'lewisham-childrens-services', 'c90c441c2ca8a15920624a02864ed55422217813440c35ffcae85e71a48a6e94', 'a.csv', '6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c', '2026-11-23 20:58:33.143785+00');
INSERT INTO public.batch VALUES (2, '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', 'submitted', 'lewisham-childrens-services', '3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a', 'b.csv', '6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c', '2026-11-23 20:58:35.78454+00');


--
-- Data for Name: batch_input; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: claim; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: code; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.code VALUES (1, 'indicator', 'cla-three-or-more-placements');
INSERT INTO public.code VALUES (2, 'area', 'E09000023');
INSERT INTO public.code VALUES (3, 'period', 'FY2009-10');
INSERT INTO public.code VALUES (4, 'breakdown', 'total');


--
-- Data for Name: dated; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: delivery; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: edition; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: edition_file; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: edition_withdrawal; Type: TABLE DATA; Schema: public; Owner: -
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
-- Data for Name: finding; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.finding VALUES (1, 1, 'note', 'area-alias', NULL, 2, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-23 20:58:33.143785+00');
INSERT INTO public.finding VALUES (2, 1, 'note', 'area-alias', NULL, 2, 'area', 'Lewisham', 'Lewisham was read as E09000023 (Lewisham).', 'Nothing to do.', '2026-11-23 20:58:35.78454+00');
INSERT INTO public.finding VALUES (2, 2, 'note', 'corrects', NULL, 2, 'value', '54 of 450', 'The figure 54 of 450 replaces the one you gave before: 45 of 450.', 'Nothing to do.', '2026-11-23 20:58:35.78454+00');


--
-- Data for Name: firing; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: mark; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: object_file; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.object_file VALUES ('files/received/c9/c90c441c2ca8a15920624a02864ed55422217813440c35ffcae85e71a48a6e94', '909a82d5979c43bebbf28aa6287036d7', 122, '2026-11-23 20:58:33.166627+00');
INSERT INTO public.object_file VALUES ('files/received/3b/3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a', '08f5551d8cb64acc903cebf6384b5bf0', 122, '2026-11-23 20:58:35.837594+00');


--
-- Data for Name: object_key; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: object_piece; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.object_piece VALUES ('909a82d5979c43bebbf28aa6287036d7', 0, '\x696e64696361746f722c617265612c706572696f642c627265616b646f776e2c6b696e642c6e756d657261746f722c64656e6f6d696e61746f722c76616c75652c73796d626f6c2c7374617475732c6e6f74650a4e492036322c4c6577697368616d2c4659323030392d31302c2c2c34352c3435302c2c2c2c0a');
INSERT INTO public.object_piece VALUES ('08f5551d8cb64acc903cebf6384b5bf0', 0, '\x696e64696361746f722c617265612c706572696f642c627265616b646f776e2c6b696e642c6e756d657261746f722c64656e6f6d696e61746f722c76616c75652c73796d626f6c2c7374617475732c6e6f74650a4e492036322c4c6577697368616d2c4659323030392d31302c2c2c35342c3435302c2c2c2c0a');


--
-- Data for Name: object_place; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.object_place VALUES (1, 'database', '', NULL, NULL, '2026-11-23 20:58:30.230148+00');


--
-- Data for Name: office; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: office_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: outbox_key; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: password; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: portal_finding; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: portal_report; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: proposal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: proposal_act; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: proposal_audience; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: proposal_file; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: record_purge; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: record_submission; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: request_count; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ruleset; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ruleset VALUES (1, '6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c', '2026-11-23 20:58:31.159433+00', '0.1.0');


--
-- Data for Name: segment; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.segment VALUES (1, 2, 3, '[[1,4,0,1,"row 2",45000000,450000000]]');
INSERT INTO public.segment VALUES (2, 2, 3, '[[1,4,0,1,"row 2",54000000,450000000]]');


--
-- Data for Name: sending; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: store_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.store_key VALUES (1, 'master', 'dce124fe170c8d3f547231e3fc310fe67a91a55cdddf23c544ca155342c2e61a', NULL, '2026-11-23 20:58:30.293038+00');


--
-- Data for Name: submission; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.submission VALUES (1, 'e1542ad4c73a05cb9b24fc80c72f1d642f76d9c20cd1dc5dc7f79838790d2906', 1, 'lewisham-childrens-services', 'c90c441c2ca8a15920624a02864ed55422217813440c35ffcae85e71a48a6e94', 'a.csv', '2026-11-23 20:58:33.143785+00', '6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c', '{"blank": 0, "changed": 0, "error": 0, "figures": 1, "new": 1, "note": 1, "query": 0, "rows": 1, "unchanged": 0}');
INSERT INTO public.submission VALUES (2, '5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665', 2, 'lewisham-childrens-services', '3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a', 'b.csv', '2026-11-23 20:58:35.78454+00', '6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c', '{"blank": 0, "changed": 1, "error": 0, "figures": 1, "new": 0, "note": 2, "query": 0, "rows": 1, "unchanged": 0}');


--
-- Data for Name: task; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: touch; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.touch VALUES (1, 2, 3);
INSERT INTO public.touch VALUES (2, 2, 3);


--
-- Data for Name: webhook; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_attempt; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_end; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_event; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_outcome; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_secret; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: withdrawal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: access_grant_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.access_grant_id_seq', 1, false);


--
-- Name: access_secret_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.access_secret_id_seq', 1, false);


--
-- Name: access_session_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.access_session_id_seq', 1, false);


--
-- Name: access_token_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.access_token_id_seq', 1, false);


--
-- Name: account_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.account_id_seq', 1, false);


--
-- Name: account_subject_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.account_subject_id_seq', 1, false);


--
-- Name: acknowledgement_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.acknowledgement_id_seq', 1, false);


--
-- Name: answer_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.answer_id_seq', 1, false);


--
-- Name: audit_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_id_seq', 4, true);


--
-- Name: batch_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.batch_id_seq', 2, true);


--
-- Name: code_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.code_id_seq', 4, true);


--
-- Name: edition_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.edition_id_seq', 1, false);


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
-- Name: object_place_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.object_place_id_seq', 1, true);


--
-- Name: office_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.office_id_seq', 1, false);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 1, false);


--
-- Name: password_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.password_id_seq', 1, false);


--
-- Name: portal_report_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.portal_report_id_seq', 1, false);


--
-- Name: proposal_act_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.proposal_act_id_seq', 1, false);


--
-- Name: proposal_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.proposal_id_seq', 1, false);


--
-- Name: ruleset_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.ruleset_id_seq', 1, true);


--
-- Name: sending_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.sending_id_seq', 1, false);


--
-- Name: store_key_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.store_key_id_seq', 1, true);


--
-- Name: submission_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.submission_id_seq', 2, true);


--
-- Name: task_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.task_id_seq', 1, false);


--
-- Name: webhook_event_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.webhook_event_id_seq', 1, false);


--
-- Name: webhook_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.webhook_id_seq', 1, false);


--
-- Name: access_grant_end access_grant_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_grant_end
    ADD CONSTRAINT access_grant_end_pkey PRIMARY KEY ("grant");


--
-- Name: access_grant access_grant_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_grant
    ADD CONSTRAINT access_grant_pkey PRIMARY KEY (id);


--
-- Name: access_secret_end access_secret_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret_end
    ADD CONSTRAINT access_secret_end_pkey PRIMARY KEY (secret);


--
-- Name: access_secret access_secret_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret
    ADD CONSTRAINT access_secret_pkey PRIMARY KEY (id);


--
-- Name: access_secret access_secret_public_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret
    ADD CONSTRAINT access_secret_public_key UNIQUE (public);


--
-- Name: access_secret_use access_secret_use_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret_use
    ADD CONSTRAINT access_secret_use_pkey PRIMARY KEY (secret, day);


--
-- Name: access_session_end access_session_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session_end
    ADD CONSTRAINT access_session_end_pkey PRIMARY KEY (session);


--
-- Name: access_session access_session_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session
    ADD CONSTRAINT access_session_hash_key UNIQUE (hash);


--
-- Name: access_session access_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session
    ADD CONSTRAINT access_session_pkey PRIMARY KEY (id);


--
-- Name: access_session_use access_session_use_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session_use
    ADD CONSTRAINT access_session_use_pkey PRIMARY KEY (session);


--
-- Name: access_token access_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_token
    ADD CONSTRAINT access_token_hash_key UNIQUE (hash);


--
-- Name: access_token access_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_token
    ADD CONSTRAINT access_token_pkey PRIMARY KEY (id);


--
-- Name: account_end account_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_end
    ADD CONSTRAINT account_end_pkey PRIMARY KEY (account);


--
-- Name: account account_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_name_key UNIQUE (name);


--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);


--
-- Name: account_subject account_subject_issuer_sub_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_subject
    ADD CONSTRAINT account_subject_issuer_sub_key UNIQUE (issuer, sub);


--
-- Name: account_subject account_subject_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_subject
    ADD CONSTRAINT account_subject_pkey PRIMARY KEY (id);


--
-- Name: acknowledgement acknowledgement_edition_by_sha256_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_edition_by_sha256_key UNIQUE (edition, by, sha256);


--
-- Name: acknowledgement acknowledgement_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_pkey PRIMARY KEY (id);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: answer answer_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_pkey PRIMARY KEY (id);


--
-- Name: answered answered_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answered
    ADD CONSTRAINT answered_pkey PRIMARY KEY (caller, key);


--
-- Name: attempt_count attempt_count_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempt_count
    ADD CONSTRAINT attempt_count_pkey PRIMARY KEY (name);


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
-- Name: claim claim_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (kind, key);


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
-- Name: edition_file edition_file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition_file
    ADD CONSTRAINT edition_file_pkey PRIMARY KEY (edition, audience, "position");


--
-- Name: edition edition_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_pkey PRIMARY KEY (id);


--
-- Name: edition edition_proposal_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_proposal_key UNIQUE (proposal);


--
-- Name: edition edition_return_code_area_period_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_return_code_area_period_number_key UNIQUE (return_code, area, period, number);


--
-- Name: edition_withdrawal edition_withdrawal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition_withdrawal
    ADD CONSTRAINT edition_withdrawal_pkey PRIMARY KEY (edition);


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
-- Name: object_file object_file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.object_file
    ADD CONSTRAINT object_file_pkey PRIMARY KEY (name);


--
-- Name: object_key object_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.object_key
    ADD CONSTRAINT object_key_pkey PRIMARY KEY (name);


--
-- Name: object_piece object_piece_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.object_piece
    ADD CONSTRAINT object_piece_pkey PRIMARY KEY (content, "position");


--
-- Name: object_place object_place_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.object_place
    ADD CONSTRAINT object_place_pkey PRIMARY KEY (id);


--
-- Name: office_end office_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.office_end
    ADD CONSTRAINT office_end_pkey PRIMARY KEY (office);


--
-- Name: office office_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_pkey PRIMARY KEY (id);


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
-- Name: password password_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password
    ADD CONSTRAINT password_pkey PRIMARY KEY (id);


--
-- Name: portal_finding portal_finding_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portal_finding
    ADD CONSTRAINT portal_finding_pkey PRIMARY KEY (report, "position");


--
-- Name: portal_report portal_report_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portal_report
    ADD CONSTRAINT portal_report_pkey PRIMARY KEY (id);


--
-- Name: portal_report portal_report_sending_file_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portal_report
    ADD CONSTRAINT portal_report_sending_file_key UNIQUE (sending, file);


--
-- Name: proposal_act proposal_act_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal_act
    ADD CONSTRAINT proposal_act_pkey PRIMARY KEY (id);


--
-- Name: proposal_audience proposal_audience_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal_audience
    ADD CONSTRAINT proposal_audience_pkey PRIMARY KEY (proposal, audience);


--
-- Name: proposal_file proposal_file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal_file
    ADD CONSTRAINT proposal_file_pkey PRIMARY KEY (proposal, audience, "position");


--
-- Name: proposal proposal_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_name_key UNIQUE (name);


--
-- Name: proposal proposal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_pkey PRIMARY KEY (id);


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
-- Name: request_count request_count_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.request_count
    ADD CONSTRAINT request_count_pkey PRIMARY KEY (account);


--
-- Name: ruleset ruleset_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ruleset
    ADD CONSTRAINT ruleset_pkey PRIMARY KEY (id);


--
-- Name: segment segment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.segment
    ADD CONSTRAINT segment_pkey PRIMARY KEY (batch, area, period);


--
-- Name: sending sending_edition_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending
    ADD CONSTRAINT sending_edition_number_key UNIQUE (edition, number);


--
-- Name: sending sending_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending
    ADD CONSTRAINT sending_pkey PRIMARY KEY (id);


--
-- Name: store_key store_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.store_key
    ADD CONSTRAINT store_key_pkey PRIMARY KEY (id);


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
-- Name: webhook_attempt webhook_attempt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempt
    ADD CONSTRAINT webhook_attempt_pkey PRIMARY KEY (webhook, event, attempt);


--
-- Name: webhook_end webhook_end_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_end
    ADD CONSTRAINT webhook_end_pkey PRIMARY KEY (webhook);


--
-- Name: webhook_event webhook_event_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_name_key UNIQUE (name);


--
-- Name: webhook_event webhook_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_pkey PRIMARY KEY (id);


--
-- Name: webhook webhook_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook
    ADD CONSTRAINT webhook_name_key UNIQUE (name);


--
-- Name: webhook_outcome webhook_outcome_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_outcome
    ADD CONSTRAINT webhook_outcome_pkey PRIMARY KEY (webhook, event, attempt);


--
-- Name: webhook webhook_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (id);


--
-- Name: webhook_secret webhook_secret_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_secret
    ADD CONSTRAINT webhook_secret_pkey PRIMARY KEY (webhook, number);


--
-- Name: withdrawal withdrawal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.withdrawal
    ADD CONSTRAINT withdrawal_pkey PRIMARY KEY (batch);


--
-- Name: claim_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX claim_unfinished ON public.claim USING btree (kind, key) WHERE (finished_at IS NULL);


--
-- Name: dated_by_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dated_by_place ON public.dated USING btree (place, kind);


--
-- Name: extension_by_return; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX extension_by_return ON public.extension USING btree (place, return_code, period);


--
-- Name: ix_access_grant_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_access_grant_account ON public.access_grant USING btree (account);


--
-- Name: ix_access_secret_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_access_secret_account ON public.access_secret USING btree (account);


--
-- Name: ix_access_session_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_access_session_account ON public.access_session USING btree (account);


--
-- Name: ix_account_subject_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_account_subject_account ON public.account_subject USING btree (account);


--
-- Name: ix_answer_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answer_key ON public.answer USING btree (key);


--
-- Name: ix_answered_made_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answered_made_at ON public.answered USING btree (made_at);


--
-- Name: ix_attempt_count_forget_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_attempt_count_forget_at ON public.attempt_count USING btree (forget_at);


--
-- Name: ix_office_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_office_account ON public.office USING btree (account);


--
-- Name: ix_password_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_password_account ON public.password USING btree (account);


--
-- Name: ix_proposal_act_proposal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_proposal_act_proposal ON public.proposal_act USING btree (proposal);


--
-- Name: ix_webhook_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_webhook_account ON public.webhook USING btree (account);


--
-- Name: outbox_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_by_time ON public.outbox USING btree (not_before);


--
-- Name: outbox_key_by_message; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_key_by_message ON public.outbox_key USING btree (message);


--
-- Name: proposal_by_return; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposal_by_return ON public.proposal USING btree (return_code, area, period);


--
-- Name: record_submission_by_set; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX record_submission_by_set ON public.record_submission USING btree (record_set, agency, period);


--
-- Name: ruleset_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ruleset_by_time ON public.ruleset USING btree (since);


--
-- Name: submission_by_agency; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX submission_by_agency ON public.submission USING btree (agency, received_at);


--
-- Name: touch_by_area; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX touch_by_area ON public.touch USING btree (area, period);


--
-- Name: webhook_event_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_event_by_time ON public.webhook_event USING btree (at);


--
-- Name: access_grant access_grant_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_grant
    ADD CONSTRAINT access_grant_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: access_grant_end access_grant_end_grant_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_grant_end
    ADD CONSTRAINT access_grant_end_grant_fkey FOREIGN KEY ("grant") REFERENCES public.access_grant(id);


--
-- Name: access_secret access_secret_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret
    ADD CONSTRAINT access_secret_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: access_secret_end access_secret_end_secret_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret_end
    ADD CONSTRAINT access_secret_end_secret_fkey FOREIGN KEY (secret) REFERENCES public.access_secret(id);


--
-- Name: access_secret_use access_secret_use_secret_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_secret_use
    ADD CONSTRAINT access_secret_use_secret_fkey FOREIGN KEY (secret) REFERENCES public.access_secret(id);


--
-- Name: access_session access_session_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session
    ADD CONSTRAINT access_session_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: access_session_end access_session_end_session_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session_end
    ADD CONSTRAINT access_session_end_session_fkey FOREIGN KEY (session) REFERENCES public.access_session(id);


--
-- Name: access_session_use access_session_use_session_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_session_use
    ADD CONSTRAINT access_session_use_session_fkey FOREIGN KEY (session) REFERENCES public.access_session(id);


--
-- Name: access_token access_token_secret_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_token
    ADD CONSTRAINT access_token_secret_fkey FOREIGN KEY (secret) REFERENCES public.access_secret(id);


--
-- Name: account_end account_end_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_end
    ADD CONSTRAINT account_end_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: account_subject account_subject_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_subject
    ADD CONSTRAINT account_subject_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: acknowledgement acknowledgement_edition_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_edition_fkey FOREIGN KEY (edition) REFERENCES public.edition(id);


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
-- Name: edition_file edition_file_edition_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition_file
    ADD CONSTRAINT edition_file_edition_fkey FOREIGN KEY (edition) REFERENCES public.edition(id);


--
-- Name: edition edition_proposal_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_proposal_fkey FOREIGN KEY (proposal) REFERENCES public.proposal(id);


--
-- Name: edition_withdrawal edition_withdrawal_edition_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition_withdrawal
    ADD CONSTRAINT edition_withdrawal_edition_fkey FOREIGN KEY (edition) REFERENCES public.edition(id);


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
-- Name: finding finding_submission_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);


--
-- Name: office office_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: office_end office_end_office_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.office_end
    ADD CONSTRAINT office_end_office_fkey FOREIGN KEY (office) REFERENCES public.office(id);


--
-- Name: outbox_key outbox_key_message_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox_key
    ADD CONSTRAINT outbox_key_message_fkey FOREIGN KEY (message) REFERENCES public.outbox(id);


--
-- Name: password password_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password
    ADD CONSTRAINT password_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: portal_finding portal_finding_report_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portal_finding
    ADD CONSTRAINT portal_finding_report_fkey FOREIGN KEY (report) REFERENCES public.portal_report(id);


--
-- Name: portal_report portal_report_sending_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.portal_report
    ADD CONSTRAINT portal_report_sending_fkey FOREIGN KEY (sending) REFERENCES public.sending(id);


--
-- Name: proposal_act proposal_act_proposal_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal_act
    ADD CONSTRAINT proposal_act_proposal_fkey FOREIGN KEY (proposal) REFERENCES public.proposal(id);


--
-- Name: proposal_audience proposal_audience_proposal_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal_audience
    ADD CONSTRAINT proposal_audience_proposal_fkey FOREIGN KEY (proposal) REFERENCES public.proposal(id);


--
-- Name: proposal_file proposal_file_proposal_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposal_file
    ADD CONSTRAINT proposal_file_proposal_fkey FOREIGN KEY (proposal) REFERENCES public.proposal(id);


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
-- Name: segment segment_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.segment
    ADD CONSTRAINT segment_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- Name: sending sending_edition_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending
    ADD CONSTRAINT sending_edition_fkey FOREIGN KEY (edition) REFERENCES public.edition(id);


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
-- Name: webhook_attempt webhook_attempt_event_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempt
    ADD CONSTRAINT webhook_attempt_event_fkey FOREIGN KEY (event) REFERENCES public.webhook_event(id);


--
-- Name: webhook_attempt webhook_attempt_webhook_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempt
    ADD CONSTRAINT webhook_attempt_webhook_fkey FOREIGN KEY (webhook) REFERENCES public.webhook(id);


--
-- Name: webhook_end webhook_end_webhook_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_end
    ADD CONSTRAINT webhook_end_webhook_fkey FOREIGN KEY (webhook) REFERENCES public.webhook(id);


--
-- Name: webhook_outcome webhook_outcome_event_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_outcome
    ADD CONSTRAINT webhook_outcome_event_fkey FOREIGN KEY (event) REFERENCES public.webhook_event(id);


--
-- Name: webhook_outcome webhook_outcome_webhook_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_outcome
    ADD CONSTRAINT webhook_outcome_webhook_fkey FOREIGN KEY (webhook) REFERENCES public.webhook(id);


--
-- Name: webhook_secret webhook_secret_webhook_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_secret
    ADD CONSTRAINT webhook_secret_webhook_fkey FOREIGN KEY (webhook) REFERENCES public.webhook(id);


--
-- Name: withdrawal withdrawal_batch_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.withdrawal
    ADD CONSTRAINT withdrawal_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);


--
-- PostgreSQL database dump complete
--

\unrestrict cfKklbF50gcSpHOFgMVFckBTM0H48TOmxLzOId28SUv3xYtckfN6us84UHtuuHo


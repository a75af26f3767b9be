BEGIN TRANSACTION;
CREATE TABLE access_grant (
	id INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	place VARCHAR, 
	agencies VARCHAR, 
	areas VARCHAR, 
	returns VARCHAR, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account) REFERENCES account (id)
);
CREATE TABLE access_grant_end (
	grant INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (grant), 
	FOREIGN KEY(grant) REFERENCES access_grant (id)
);
CREATE TABLE access_secret (
	id INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	public VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	addresses VARCHAR, 
	expires_at DATETIME NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account) REFERENCES account (id), 
	UNIQUE (public)
);
CREATE TABLE access_secret_end (
	secret INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (secret), 
	FOREIGN KEY(secret) REFERENCES access_secret (id)
);
CREATE TABLE access_secret_use (
	secret INTEGER NOT NULL, 
	day DATE NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (secret, day), 
	FOREIGN KEY(secret) REFERENCES access_secret (id)
);
CREATE TABLE access_session (
	id INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	how VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account) REFERENCES account (id), 
	UNIQUE (hash)
);
CREATE TABLE access_session_end (
	session INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (session), 
	FOREIGN KEY(session) REFERENCES access_session (id)
);
CREATE TABLE access_token (
	id INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	secret INTEGER NOT NULL, 
	scope VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (hash), 
	FOREIGN KEY(secret) REFERENCES access_secret (id)
);
CREATE TABLE account (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	place VARCHAR, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
CREATE TABLE account_end (
	account INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (account), 
	FOREIGN KEY(account) REFERENCES account (id)
);
CREATE TABLE account_subject (
	id INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	issuer VARCHAR NOT NULL, 
	sub VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (issuer, sub), 
	FOREIGN KEY(account) REFERENCES account (id)
);
CREATE TABLE acknowledgement (
	id INTEGER NOT NULL, 
	edition INTEGER NOT NULL, 
	"by" VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	audience VARCHAR NOT NULL, 
	file_name VARCHAR, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (edition, "by", sha256), 
	FOREIGN KEY(edition) REFERENCES edition (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0013');
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	submission VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE answered (
	caller VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	request VARCHAR NOT NULL, 
	holder VARCHAR NOT NULL, 
	held_until DATETIME NOT NULL, 
	made_at DATETIME NOT NULL, 
	status INTEGER, 
	headers VARCHAR, 
	body BLOB, 
	PRIMARY KEY (caller, "key")
);
CREATE TABLE attempt (
	message INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (message, attempt), 
	FOREIGN KEY(message) REFERENCES outbox (id)
);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	act VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	details VARCHAR NOT NULL, 
	previous VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (previous), 
	UNIQUE (hash)
);
INSERT INTO "audit" VALUES(1,'2026-11-23 00:50:37.930411','use-rules','1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958','{"release":"0.1.0","rows":{"ruleset":{"1":"1feac5abdcb26404e64beed9e2d125da87c582853ca4321db8f37c6c34b0300a"}}}','0000000000000000000000000000000000000000000000000000000000000000','7a9a9f4d0702f0e955dc3f7f0ed92979c9701e46201e57a5348810bc67059518');
INSERT INTO "audit" VALUES(2,'2026-11-23 00:50:45.551076','accept-upload','afada01ab53f14f564aec3166068347e1a60a71c435b2083ab1e42e27929bc4a','{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":0,"error":0,"figures":2,"new":2,"note":0,"query":0,"rows":2,"unchanged":0},"file":"3716bb71bc60195b38ae2e90b93443b3a95fb97abe565ed72d1212965119e47c","rows":{"batch":{"1":"02560fe9536667a61f3b64494013d8833c5e0f450872c877c3cb88a9ed3c3d0d"},"code":{"area":"0b7289f3ea158fbcb2e56979160429a127d64cbd975e2b467db763c61bb5838c","breakdown":"e9834d36971ce4b1c93c5c870cee831a372f894afe87a459edb0eac72b3ceff0","indicator":"8e8134d29c965b5df6c98b1811c56af20d99ff66f8fa74a1b66b9121cd2eca7c","period":"25e124c86736606a2d177cb43ae4d582c67d0535e9fc9deb2337464fd82f087a"},"figure":{"1":"5ab5c17d1c4751cede3bf528e2117f6fa9d9c33c71cea021410da350f9fe0c3f"},"submission":{"1":"3b07c28ef45411f735421958731110725a6a1409d2d730f2470d8ced5103d625"},"touch":{"1":"0b9acb8776a1d3f0d6ec5db61d49b09e8bbcd01066c374344c369827387f0953"}},"ruleset":"1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958"}','7a9a9f4d0702f0e955dc3f7f0ed92979c9701e46201e57a5348810bc67059518','05bd764286f60f7390aae38fd6d711f0d8b1c8f11eb78141e5f5787a26c73adc');
INSERT INTO "audit" VALUES(3,'2026-11-23 00:50:51.199757','accept-upload','9bb0f3817859944a8496275b969664ce4e4a1c738bef4846d9c58c14bc61690b','{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":1,"error":0,"figures":1,"new":0,"note":1,"query":0,"rows":1,"unchanged":0},"file":"1c99cab30f8fe03ca42de5f7578c4449f6510560688ef8a466965fe79518c695","rows":{"batch":{"2":"96ac0afaead1fd7e21ed43d2a406dde1349f6db7567c9ee1231b1e4ef441c45c"},"figure":{"2":"1c52ad2bc331303aa0489d90c618f2764a4da9b98c801b3e1ae19ac99bfe603e"},"finding":{"2":"47ebfbe86b05ef2118d69f06d690c84d8bc6f5bc7c37c926e824449b7d4dc245"},"submission":{"2":"6b5e16432250f462c42af7c940bddd5b79a7255a984c676bf34cc53dd2ab2cc8"},"touch":{"2":"74ee745046291b3d4849eb7826c4b061a42ae418dd9560905cac70eb5968babd"}},"ruleset":"1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958"}','05bd764286f60f7390aae38fd6d711f0d8b1c8f11eb78141e5f5787a26c73adc','0b752610b80cb0be1e3a671624d38c7953fa96bcdc87324d7134a8adcd1e98c2');
CREATE TABLE batch (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	agency VARCHAR NOT NULL, 
	file VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	ruleset VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "batch" VALUES(1,'afada01ab53f14f564aec3166068347e1a60a71c435b2083ab1e42e27929bc4a','submitted','lewisham-childrens-services','3716bb71bc60195b38ae2e90b93443b3a95fb97abe565ed72d1212965119e47c','a.csv','1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958','2026-11-23 00:50:45.084697');
INSERT INTO "batch" VALUES(2,'9bb0f3817859944a8496275b969664ce4e4a1c738bef4846d9c58c14bc61690b','submitted','lewisham-childrens-services','1c99cab30f8fe03ca42de5f7578c4449f6510560688ef8a466965fe79518c695','b.csv','1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958','2026-11-23 00:50:50.907816');
CREATE TABLE batch_input (
	batch INTEGER NOT NULL, 
	input INTEGER NOT NULL, 
	PRIMARY KEY (batch, input), 
	FOREIGN KEY(batch) REFERENCES batch (id), 
	FOREIGN KEY(input) REFERENCES batch (id)
);
CREATE TABLE code (
	id INTEGER NOT NULL, 
	domain VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (domain, text)
);
INSERT INTO "code" VALUES(1,'indicator','cla-long-term-placement-stability');
INSERT INTO "code" VALUES(2,'indicator','cla-three-or-more-placements');
INSERT INTO "code" VALUES(3,'area','E09000023');
INSERT INTO "code" VALUES(4,'period','FY2009-10');
INSERT INTO "code" VALUES(5,'breakdown','total');
CREATE TABLE dated (
	"key" VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	change VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	agency VARCHAR, 
	who VARCHAR NOT NULL, 
	return_code VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	at VARCHAR NOT NULL, 
	explanation VARCHAR NOT NULL, 
	assumed BOOLEAN NOT NULL, 
	cancelled BOOLEAN NOT NULL, 
	known_at DATETIME NOT NULL, 
	PRIMARY KEY ("key", revision)
);
CREATE TABLE delivery (
	message INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	again_at DATETIME, 
	PRIMARY KEY (message, attempt), 
	FOREIGN KEY(message) REFERENCES outbox (id)
);
CREATE TABLE edition (
	id INTEGER NOT NULL, 
	proposal INTEGER NOT NULL, 
	return_code VARCHAR NOT NULL, 
	area VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	public BOOLEAN NOT NULL, 
	published_by VARCHAR NOT NULL, 
	published_at DATETIME NOT NULL, 
	head VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (return_code, area, period, number), 
	UNIQUE (proposal), 
	FOREIGN KEY(proposal) REFERENCES proposal (id)
);
CREATE TABLE edition_file (
	edition INTEGER NOT NULL, 
	audience VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	PRIMARY KEY (edition, audience, position), 
	FOREIGN KEY(edition) REFERENCES edition (id)
);
CREATE TABLE edition_withdrawal (
	edition INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (edition), 
	FOREIGN KEY(edition) REFERENCES edition (id)
);
CREATE TABLE event (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	return_code VARCHAR NOT NULL, 
	area VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	note VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
CREATE TABLE event_end (
	event INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (event), 
	FOREIGN KEY(event) REFERENCES event (id)
);
CREATE TABLE extension (
	id INTEGER NOT NULL, 
	place VARCHAR NOT NULL, 
	return_code VARCHAR NOT NULL, 
	area VARCHAR, 
	period VARCHAR NOT NULL, 
	agency VARCHAR, 
	until DATE, 
	until_at VARCHAR, 
	granted_by VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	granted_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE feed (
	id INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	audience VARCHAR NOT NULL, 
	scope VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (token_hash)
);
CREATE TABLE feed_end (
	feed INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (feed), 
	FOREIGN KEY(feed) REFERENCES feed (id)
);
CREATE TABLE figure (
	batch INTEGER NOT NULL, 
	area INTEGER NOT NULL, 
	period INTEGER NOT NULL, 
	indicator INTEGER NOT NULL, 
	breakdown INTEGER NOT NULL, 
	kind INTEGER NOT NULL, 
	numerator BIGINT, 
	denominator BIGINT, 
	value BIGINT, 
	symbol INTEGER, 
	status INTEGER NOT NULL, 
	rounded_to BIGINT, 
	lower BIGINT, 
	upper BIGINT, 
	note VARCHAR, 
	locator VARCHAR NOT NULL, 
	PRIMARY KEY (batch, area, period, indicator, breakdown, kind), 
	FOREIGN KEY(batch) REFERENCES batch (id)
)
 WITHOUT ROWID

;
INSERT INTO "figure" VALUES(1,3,4,1,5,0,60000000,90000000,NULL,NULL,1,NULL,NULL,NULL,NULL,'row 3');
INSERT INTO "figure" VALUES(1,3,4,2,5,0,45000000,450000000,NULL,NULL,1,NULL,NULL,NULL,NULL,'row 2');
INSERT INTO "figure" VALUES(2,3,4,2,5,0,54000000,450000000,NULL,NULL,1,NULL,NULL,NULL,NULL,'row 2');
CREATE TABLE finding (
	submission INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	severity VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	sheet VARCHAR, 
	row_number INTEGER, 
	column_name VARCHAR, 
	value VARCHAR, 
	message VARCHAR NOT NULL, 
	mend VARCHAR NOT NULL, 
	found_at DATETIME NOT NULL, 
	PRIMARY KEY (submission, position), 
	FOREIGN KEY(submission) REFERENCES submission (id)
);
INSERT INTO "finding" VALUES(2,1,'note','corrects',NULL,2,'value','54 of 450','The figure 54 of 450 replaces the one you gave before: 45 of 450.','Nothing to do.','2026-11-23 00:50:50.907816');
CREATE TABLE firing (
	duty VARCHAR NOT NULL, 
	slot DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	claimed_at DATETIME NOT NULL, 
	holder VARCHAR, 
	held_until DATETIME, 
	attempts INTEGER NOT NULL, 
	finished_at DATETIME, 
	outcome VARCHAR, 
	PRIMARY KEY (duty, slot)
);
CREATE TABLE mark (
	"key" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE office (
	id INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	office VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account) REFERENCES account (id)
);
CREATE TABLE office_end (
	office INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (office), 
	FOREIGN KEY(office) REFERENCES office (id)
);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	recipient VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	not_before DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
CREATE TABLE outbox_key (
	"key" VARCHAR NOT NULL, 
	turn INTEGER NOT NULL, 
	message INTEGER NOT NULL, 
	PRIMARY KEY ("key", turn), 
	FOREIGN KEY(message) REFERENCES outbox (id)
);
CREATE TABLE password (
	id INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	rehashed BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account) REFERENCES account (id)
);
CREATE TABLE portal_finding (
	report INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	severity VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	line VARCHAR, 
	row_number INTEGER NOT NULL, 
	message VARCHAR NOT NULL, 
	PRIMARY KEY (report, position), 
	FOREIGN KEY(report) REFERENCES portal_report (id)
);
CREATE TABLE portal_report (
	id INTEGER NOT NULL, 
	sending INTEGER NOT NULL, 
	file VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	loaded_by VARCHAR NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (sending, file), 
	FOREIGN KEY(sending) REFERENCES sending (id)
);
CREATE TABLE proposal (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	return_code VARCHAR NOT NULL, 
	form VARCHAR NOT NULL, 
	area VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	place VARCHAR, 
	ruleset VARCHAR NOT NULL, 
	release VARCHAR NOT NULL, 
	as_of DATETIME NOT NULL, 
	content VARCHAR NOT NULL, 
	reason VARCHAR, 
	note VARCHAR NOT NULL, 
	office VARCHAR, 
	proposed_by VARCHAR NOT NULL, 
	proposed_at DATETIME NOT NULL, 
	head VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
CREATE TABLE proposal_act (
	id INTEGER NOT NULL, 
	proposal INTEGER NOT NULL, 
	act VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	office VARCHAR, 
	note VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(proposal) REFERENCES proposal (id)
);
CREATE TABLE proposal_audience (
	proposal INTEGER NOT NULL, 
	audience VARCHAR NOT NULL, 
	cells VARCHAR, 
	rule VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	hidden INTEGER NOT NULL, 
	history VARCHAR NOT NULL, 
	refusal VARCHAR, 
	PRIMARY KEY (proposal, audience), 
	FOREIGN KEY(proposal) REFERENCES proposal (id)
);
CREATE TABLE proposal_file (
	proposal INTEGER NOT NULL, 
	audience VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	PRIMARY KEY (proposal, audience, position), 
	FOREIGN KEY(proposal) REFERENCES proposal (id)
);
CREATE TABLE record_purge (
	batch INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (batch), 
	FOREIGN KEY(batch) REFERENCES batch (id)
);
CREATE TABLE record_submission (
	batch INTEGER NOT NULL, 
	record_set VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	agency VARCHAR NOT NULL, 
	area VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	case_name VARCHAR NOT NULL, 
	keep_until DATE NOT NULL, 
	PRIMARY KEY (batch), 
	FOREIGN KEY(batch) REFERENCES batch (id)
);
CREATE TABLE ruleset (
	id INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	since DATETIME NOT NULL, 
	release VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "ruleset" VALUES(1,'1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958','2026-11-23 00:50:37.928088','0.1.0');
CREATE TABLE sending (
	id INTEGER NOT NULL, 
	edition INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	portal VARCHAR NOT NULL, 
	receipt VARCHAR NOT NULL, 
	sent_at DATETIME NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (edition, number), 
	FOREIGN KEY(edition) REFERENCES edition (id)
);
CREATE TABLE submission (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	batch INTEGER NOT NULL, 
	agency VARCHAR NOT NULL, 
	file VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	received_at DATETIME NOT NULL, 
	ruleset VARCHAR NOT NULL, 
	counts VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	UNIQUE (batch), 
	FOREIGN KEY(batch) REFERENCES batch (id)
);
INSERT INTO "submission" VALUES(1,'afada01ab53f14f564aec3166068347e1a60a71c435b2083ab1e42e27929bc4a',1,'lewisham-childrens-services','3716bb71bc60195b38ae2e90b93443b3a95fb97abe565ed72d1212965119e47c','a.csv','2026-11-23 00:50:45.084697','1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958','{"blank": 0, "changed": 0, "error": 0, "figures": 2, "new": 2, "note": 0, "query": 0, "rows": 2, "unchanged": 0}');
INSERT INTO "submission" VALUES(2,'9bb0f3817859944a8496275b969664ce4e4a1c738bef4846d9c58c14bc61690b',2,'lewisham-childrens-services','1c99cab30f8fe03ca42de5f7578c4449f6510560688ef8a466965fe79518c695','b.csv','2026-11-23 00:50:50.907816','1205005ea4897cf774ab8977565005767144878c5f539a318868d1a63efac958','{"blank": 0, "changed": 1, "error": 0, "figures": 1, "new": 0, "note": 1, "query": 0, "rows": 1, "unchanged": 0}');
CREATE TABLE task (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	arguments VARCHAR NOT NULL, 
	queued_at DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	holder VARCHAR, 
	held_until DATETIME, 
	attempts INTEGER NOT NULL, 
	finished_at DATETIME, 
	outcome VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
CREATE TABLE touch (
	batch INTEGER NOT NULL, 
	area INTEGER NOT NULL, 
	period INTEGER NOT NULL, 
	PRIMARY KEY (batch, area, period), 
	FOREIGN KEY(batch) REFERENCES batch (id), 
	FOREIGN KEY(area) REFERENCES code (id), 
	FOREIGN KEY(period) REFERENCES code (id)
);
INSERT INTO "touch" VALUES(1,3,4);
INSERT INTO "touch" VALUES(2,3,4);
CREATE TABLE webhook (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	kinds VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
CREATE TABLE webhook_attempt (
	webhook INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (webhook, event, attempt), 
	FOREIGN KEY(webhook) REFERENCES webhook (id), 
	FOREIGN KEY(event) REFERENCES webhook_event (id)
);
CREATE TABLE webhook_end (
	webhook INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (webhook), 
	FOREIGN KEY(webhook) REFERENCES webhook (id)
);
CREATE TABLE webhook_event (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	place VARCHAR, 
	return_code VARCHAR NOT NULL, 
	area VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	number INTEGER, 
	day DATE, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
CREATE TABLE webhook_outcome (
	webhook INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	again_at DATETIME, 
	PRIMARY KEY (webhook, event, attempt), 
	FOREIGN KEY(webhook) REFERENCES webhook (id), 
	FOREIGN KEY(event) REFERENCES webhook_event (id)
);
CREATE TABLE webhook_secret (
	webhook INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	sealed VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (webhook, number), 
	FOREIGN KEY(webhook) REFERENCES webhook (id)
);
CREATE TABLE withdrawal (
	batch INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (batch), 
	FOREIGN KEY(batch) REFERENCES batch (id)
);
CREATE INDEX touch_by_area ON touch (area, period);
CREATE INDEX submission_by_agency ON submission (agency, received_at);
CREATE INDEX record_submission_by_set ON record_submission (record_set, agency, period);
CREATE INDEX extension_by_return ON extension (place, return_code, period);
CREATE INDEX firing_unfinished ON firing (slot) WHERE finished_at IS NULL;
CREATE INDEX task_unfinished ON task (id) WHERE finished_at IS NULL;
CREATE INDEX outbox_by_time ON outbox (not_before);
CREATE INDEX outbox_key_by_message ON outbox_key (message);
CREATE INDEX dated_by_place ON dated (place, kind);
CREATE INDEX ix_access_grant_account ON access_grant (account);
CREATE INDEX ix_office_account ON office (account);
CREATE INDEX ix_password_account ON password (account);
CREATE INDEX ix_account_subject_account ON account_subject (account);
CREATE INDEX ix_access_secret_account ON access_secret (account);
CREATE INDEX ix_access_session_account ON access_session (account);
CREATE INDEX proposal_by_return ON proposal (return_code, area, period);
CREATE INDEX ix_proposal_act_proposal ON proposal_act (proposal);
CREATE INDEX ix_answer_key ON answer ("key");
CREATE INDEX ruleset_by_time ON ruleset (since);
CREATE INDEX ix_answered_made_at ON answered (made_at);
CREATE INDEX ix_webhook_account ON webhook (account);
CREATE INDEX webhook_event_by_time ON webhook_event (at);
COMMIT;

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
CREATE TABLE access_session_use (
	session INTEGER NOT NULL, 
	seen_at DATETIME NOT NULL, 
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
INSERT INTO alembic_version VALUES('0019');
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
CREATE TABLE attempt_count (
	name VARCHAR NOT NULL, 
	instants VARCHAR NOT NULL, 
	forget_at INTEGER NOT NULL, 
	PRIMARY KEY (name)
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
INSERT INTO audit VALUES(1,'2026-11-23 20:58:23.248201','adopt-key','af72a9b8c85ae90e','{"kind":"master","rows":{"store_key":{"1":"e5f61d83bb5d1aa94b49af5ae833be8915a8887724f34542888d46443365f562"}}}','0000000000000000000000000000000000000000000000000000000000000000','c50e3919f1a053120b9a2e33b1ddca67198a814ec4c31af2ee309a8a55327e7d');
INSERT INTO audit VALUES(2,'2026-11-23 20:58:24.386051','use-rules','6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c','{"release":"0.1.0","rows":{"ruleset":{"1":"923bdd4c257b7efa7bbb6053178f566f1700a5ce649d448f39285cf655087d76"}}}','c50e3919f1a053120b9a2e33b1ddca67198a814ec4c31af2ee309a8a55327e7d','94fc46a5a3e1c30858360426838da422ff67752ecddd523bfb55a3f3c1ccb739');
INSERT INTO audit VALUES(3,'2026-11-23 20:58:26.123195','accept-upload','e1542ad4c73a05cb9b24fc80c72f1d642f76d9c20cd1dc5dc7f79838790d2906','{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":0,"error":0,"figures":1,"new":1,"note":1,"query":0,"rows":1,"unchanged":0},"file":"c90c441c2ca8a15920624a02864ed55422217813440c35ffcae85e71a48a6e94","rows":{"batch":{"1":"a4b17b0d46b43ba3414f7557fa59a3d9504a581a1fdd8dd9101ecab6bbf1685f"},"code":{"area":"1c28dc583325515d22584bd6db1bbdd9926e7ab8bb1f8b8ffeefff826023d668","breakdown":"e003a39c0743d460104a987f2f763e824669f0e4d59e42a7aaf69eee29d1a9b6","indicator":"03fbaf88af6f27a95c9e8e1c6910ad7ba33f21d7d6c9a8c6d836f0304deff4e8","period":"8c4e0e3da481bd18574711977f6f0c7d8cf6e739f7cbc58c2408525a30064ccc"},"figure":{"1":"35c0d0640b776a773bd2aa1dfdf6816590cf9da269e7ef501375266ce1a3e0b1"},"finding":{"1":"7899d3ff665e1e70358aaf6de9e50df0b236cf6cab309b678fd5b15dc8be9e00"},"submission":{"1":"0498946a7f09aa12c92cd6db9c56a43e4c515902da99041e434c28653725dfd1"},"touch":{"1":"a19e5ae584bdab4b2c57351357a8b54f9ba5208e0d35c5ca312884f578e800f8"}},"ruleset":"6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c"}','94fc46a5a3e1c30858360426838da422ff67752ecddd523bfb55a3f3c1ccb739','226c89c1a360c9a40e883efbfd036f23d4d1f840e0ed2a1cf1a5065b6994a45c');
INSERT INTO audit VALUES(4,'2026-11-23 20:58:28.102045','accept-upload','5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665','{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":1,"error":0,"figures":1,"new":0,"note":2,"query":0,"rows":1,"unchanged":0},"file":"3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a","rows":{"batch":{"2":"8a3612b8ac57ee6ceed1c67016c822cbdafaea90d7ddbb6fc1737f210808b74b"},"figure":{"2":"2322a34586105274d042267c53538a29eb12cbb0843ab7e0a8df2a4005d98592"},"finding":{"2":"ecaa8b523412fd44c757156b593ebccee5624d84eb296890e6aab984c1e11f40"},"submission":{"2":"3b4b896160f7131cba616bdf8b42414b7859478f7de7277422d8b8aee09d7b3b"},"touch":{"2":"cc937e48e4195c9f6781f0362dfe14e6bdf47ec247aff8e1a2dd943afaac00e6"}},"ruleset":"6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c"}','226c89c1a360c9a40e883efbfd036f23d4d1f840e0ed2a1cf1a5065b6994a45c','e0b3a83f62058e0065af6a2c72cb43bceb405b35e44ea9f837b5d70484a24891');
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
INSERT INTO batch VALUES(1,'e1542ad4c73a05cb9b24fc80c72f1d642f76d9c20cd1dc5dc7f79838790d2906','submitted','lewisham-childrens-services','c90c441c2ca8a15920624a02864ed55422217813440c35ffcae85e71a48a6e94','a.csv','6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c','2026-11-23 20:58:26.049349');
INSERT INTO batch VALUES(2,'5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665','submitted','lewisham-childrens-services','3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a','b.csv','6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c','2026-11-23 20:58:27.934567');
CREATE TABLE batch_input (
	batch INTEGER NOT NULL, 
	input INTEGER NOT NULL, 
	PRIMARY KEY (batch, input), 
	FOREIGN KEY(batch) REFERENCES batch (id), 
	FOREIGN KEY(input) REFERENCES batch (id)
);
CREATE TABLE claim (
	kind VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	holder VARCHAR, 
	held_until DATETIME, 
	not_before DATETIME, 
	attempts INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	finished_at DATETIME, 
	outcome VARCHAR, 
	PRIMARY KEY (kind, "key")
);
CREATE TABLE code (
	id INTEGER NOT NULL, 
	domain VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (domain, text)
);
INSERT INTO code VALUES(1,'indicator','cla-three-or-more-placements');
INSERT INTO code VALUES(2,'area','E09000023');
INSERT INTO code VALUES(3,'period','FY2009-10');
INSERT INTO code VALUES(4,'breakdown','total');
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
INSERT INTO finding VALUES(1,1,'note','area-alias',NULL,2,'area','Lewisham','Lewisham was read as E09000023 (Lewisham).','Nothing to do.','2026-11-23 20:58:26.049349');
INSERT INTO finding VALUES(2,1,'note','area-alias',NULL,2,'area','Lewisham','Lewisham was read as E09000023 (Lewisham).','Nothing to do.','2026-11-23 20:58:27.934567');
INSERT INTO finding VALUES(2,2,'note','corrects',NULL,2,'value','54 of 450','The figure 54 of 450 replaces the one you gave before: 45 of 450.','Nothing to do.','2026-11-23 20:58:27.934567');
CREATE TABLE firing (
	duty VARCHAR NOT NULL, 
	slot DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	claimed_at DATETIME NOT NULL, 
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
CREATE TABLE request_count (
	account VARCHAR NOT NULL, 
	minute INTEGER NOT NULL, 
	taken INTEGER NOT NULL, 
	"before" INTEGER NOT NULL, 
	PRIMARY KEY (account)
);
CREATE TABLE ruleset (
	id INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	since DATETIME NOT NULL, 
	release VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO ruleset VALUES(1,'6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c','2026-11-23 20:58:24.383689','0.1.0');
CREATE TABLE segment (
	batch INTEGER NOT NULL, 
	area INTEGER NOT NULL, 
	period INTEGER NOT NULL, 
	figures VARCHAR NOT NULL, 
	PRIMARY KEY (batch, area, period), 
	FOREIGN KEY(batch) REFERENCES batch (id)
);
INSERT INTO segment VALUES(1,2,3,'[[1,4,0,1,"row 2",45000000,450000000]]');
INSERT INTO segment VALUES(2,2,3,'[[1,4,0,1,"row 2",54000000,450000000]]');
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
CREATE TABLE store_key (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	public VARCHAR, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO store_key VALUES(1,'master','af72a9b8c85ae90e760081ca3821165e56d4c6156fc5d6a2567c292285ea6988',NULL,'2026-11-23 20:58:23.218159');
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
INSERT INTO submission VALUES(1,'e1542ad4c73a05cb9b24fc80c72f1d642f76d9c20cd1dc5dc7f79838790d2906',1,'lewisham-childrens-services','c90c441c2ca8a15920624a02864ed55422217813440c35ffcae85e71a48a6e94','a.csv','2026-11-23 20:58:26.049349','6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c','{"blank": 0, "changed": 0, "error": 0, "figures": 1, "new": 1, "note": 1, "query": 0, "rows": 1, "unchanged": 0}');
INSERT INTO submission VALUES(2,'5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665',2,'lewisham-childrens-services','3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a','b.csv','2026-11-23 20:58:27.934567','6a91ded14814624ad6c39a620bb0c982eaf4a844601d286e92d65e5ac2ceb12c','{"blank": 0, "changed": 1, "error": 0, "figures": 1, "new": 0, "note": 2, "query": 0, "rows": 1, "unchanged": 0}');
CREATE TABLE task (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	arguments VARCHAR NOT NULL, 
	queued_at DATETIME NOT NULL, 
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
INSERT INTO touch VALUES(1,2,3);
INSERT INTO touch VALUES(2,2,3);
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
CREATE INDEX claim_unfinished ON claim (kind, "key") WHERE finished_at IS NULL;
CREATE VIEW figure AS SELECT segment.batch, segment.area, segment.period, json_extract(line.value, '$[0]') AS indicator, json_extract(line.value, '$[1]') AS breakdown, json_extract(line.value, '$[2]') AS kind, json_extract(line.value, '$[5]') AS numerator, json_extract(line.value, '$[6]') AS denominator, json_extract(line.value, '$[7]') AS value, json_extract(line.value, '$[8]') AS symbol, json_extract(line.value, '$[3]') AS status, json_extract(line.value, '$[9]') AS rounded_to, json_extract(line.value, '$[10]') AS lower, json_extract(line.value, '$[11]') AS upper, json_extract(line.value, '$[12]') AS note, json_extract(line.value, '$[4]') AS locator FROM segment, json_each(segment.figures) AS line;
CREATE VIEW readable_figure AS SELECT batch.id AS batch, batch.agency AS agency, batch.file_name AS file_name, batch.made_at AS made_at, indicator_code.text AS indicator, area_code.text AS area, period_code.text AS period, breakdown_code.text AS breakdown, CASE figure.kind WHEN 0 THEN 'actual' WHEN 1 THEN 'target' WHEN 2 THEN 'trajectory' END AS kind, figure.numerator / 1000000.0 AS numerator, figure.denominator / 1000000.0 AS denominator, figure.value / 1000000.0 AS value, figure.rounded_to / 1000000.0 AS rounded_to, figure.lower / 1000000.0 AS lower, figure.upper / 1000000.0 AS upper, CASE figure.symbol WHEN 0 THEN 'confidential' WHEN 1 THEN 'not_applicable' WHEN 2 THEN 'not_available' WHEN 3 THEN 'rounds_to_zero' WHEN 4 THEN 'unreliable' END AS symbol, CASE figure.status WHEN 0 THEN 'provisional' WHEN 1 THEN 'final' WHEN 2 THEN 'estimated' WHEN 3 THEN 'local_estimate' END AS status, figure.note AS note, figure.locator AS locator FROM figure JOIN batch ON batch.id = figure.batch JOIN code AS indicator_code ON indicator_code.id = figure.indicator JOIN code AS area_code ON area_code.id = figure.area JOIN code AS period_code ON period_code.id = figure.period JOIN code AS breakdown_code ON breakdown_code.id = figure.breakdown;
CREATE VIEW winning_figure AS
WITH RECURSIVE gone(batch) AS (
    SELECT batch FROM withdrawal
    UNION SELECT batch_input.batch FROM batch_input JOIN gone ON batch_input.input = gone.batch
)
SELECT version.* FROM readable_figure AS version
JOIN (
    SELECT agency, indicator, area, period, breakdown, kind, MAX(batch) AS batch FROM readable_figure
    WHERE batch NOT IN (SELECT batch FROM gone) GROUP BY agency, indicator, area, period, breakdown, kind
) AS newest USING (batch, agency, indicator, area, period, breakdown, kind);
CREATE INDEX ix_attempt_count_forget_at ON attempt_count (forget_at);
COMMIT;

PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES('0004');
CREATE TABLE code (
	id INTEGER NOT NULL, 
	domain VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (domain, text)
);
INSERT INTO code VALUES(1,'indicator','cla-long-term-placement-stability');
INSERT INTO code VALUES(2,'indicator','cla-three-or-more-placements');
INSERT INTO code VALUES(3,'area','E09000023');
INSERT INTO code VALUES(4,'period','FY2009-10');
INSERT INTO code VALUES(5,'breakdown','total');
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
INSERT INTO batch VALUES(1,'019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f','submitted','lewisham-childrens-services','d8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80','a.csv','4311cf0c889d582d0c39da7f8fd624e32591981a47d6fa7a4baed523b625cda9','2026-11-22 22:24:20.043939');
INSERT INTO batch VALUES(2,'5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665','submitted','lewisham-childrens-services','3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a','b.csv','4311cf0c889d582d0c39da7f8fd624e32591981a47d6fa7a4baed523b625cda9','2026-11-22 22:24:53.690149');
CREATE TABLE batch_input (
	batch INTEGER NOT NULL, 
	input INTEGER NOT NULL, 
	PRIMARY KEY (batch, input), 
	FOREIGN KEY(batch) REFERENCES batch (id), 
	FOREIGN KEY(input) REFERENCES batch (id)
);
CREATE TABLE withdrawal (
	batch INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (batch), 
	FOREIGN KEY(batch) REFERENCES batch (id)
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
INSERT INTO touch VALUES(1,3,4);
INSERT INTO touch VALUES(2,3,4);
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
INSERT INTO figure VALUES(1,3,4,1,5,0,30000000,60000000,NULL,NULL,1,NULL,NULL,NULL,NULL,'row 3');
INSERT INTO figure VALUES(1,3,4,2,5,0,45000000,450000000,NULL,NULL,1,NULL,NULL,NULL,NULL,'row 2');
INSERT INTO figure VALUES(2,3,4,2,5,0,54000000,450000000,NULL,NULL,1,NULL,NULL,NULL,NULL,'row 2');
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
INSERT INTO audit VALUES(1,'2026-11-22 22:24:25.404125','accept-upload','019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f','{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":0,"error":0,"figures":2,"new":2,"note":2,"query":0,"rows":2,"unchanged":0},"file":"d8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80","ruleset":"4311cf0c889d582d0c39da7f8fd624e32591981a47d6fa7a4baed523b625cda9"}','0000000000000000000000000000000000000000000000000000000000000000','966cbc6c0fddf5f5f52f3b664aaf9a481ba04fd7ec0834162246ad3055819cbe');
INSERT INTO audit VALUES(2,'2026-11-22 22:24:57.561999','accept-upload','5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665','{"agency":"lewisham-childrens-services","counts":{"blank":0,"changed":1,"error":0,"figures":1,"new":0,"note":2,"query":0,"rows":1,"unchanged":0},"file":"3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a","ruleset":"4311cf0c889d582d0c39da7f8fd624e32591981a47d6fa7a4baed523b625cda9"}','966cbc6c0fddf5f5f52f3b664aaf9a481ba04fd7ec0834162246ad3055819cbe','df0412e1a13b175e6c0dbf04d34374f3e7902cb854428673533a222a4ddf5f36');
CREATE TABLE firing (
	duty VARCHAR NOT NULL, 
	slot DATE NOT NULL, 
	claimed_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	outcome VARCHAR, 
	PRIMARY KEY (duty, slot)
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
INSERT INTO submission VALUES(1,'019669282e6cc5ed8c6c36519c74b3de99c29607e678e0c7b8ec6e306a01579f',1,'lewisham-childrens-services','d8ef776a6fdec6ddcfc8811b108a54609256de71a5497a019ff2bf2ced10cd80','a.csv','2026-11-22 22:24:20.043939','4311cf0c889d582d0c39da7f8fd624e32591981a47d6fa7a4baed523b625cda9','{"blank": 0, "changed": 0, "error": 0, "figures": 2, "new": 2, "note": 2, "query": 0, "rows": 2, "unchanged": 0}');
INSERT INTO submission VALUES(2,'5ff692affad77f064720cfb89d11ff06e1af2f23d3e1acc6a80d2fd6c4f0f665',2,'lewisham-childrens-services','3bcddb1f3fab39a1ce384c8c6bafdd1ab05a97c296e2b1dc0bb88a9eac2d968a','b.csv','2026-11-22 22:24:53.690149','4311cf0c889d582d0c39da7f8fd624e32591981a47d6fa7a4baed523b625cda9','{"blank": 0, "changed": 1, "error": 0, "figures": 1, "new": 0, "note": 2, "query": 0, "rows": 1, "unchanged": 0}');
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
INSERT INTO finding VALUES(1,1,'note','area-alias',NULL,2,'area','Lewisham','Lewisham was read as E09000023 (Lewisham).','Nothing to do.','2026-11-22 22:24:20.043939');
INSERT INTO finding VALUES(1,2,'note','area-alias',NULL,3,'area','Lewisham','Lewisham was read as E09000023 (Lewisham).','Nothing to do.','2026-11-22 22:24:20.043939');
INSERT INTO finding VALUES(2,1,'note','area-alias',NULL,2,'area','Lewisham','Lewisham was read as E09000023 (Lewisham).','Nothing to do.','2026-11-22 22:24:53.690149');
INSERT INTO finding VALUES(2,2,'note','corrects',NULL,2,'value','54 of 450','The figure 54 of 450 replaces the one you gave before: 45 of 450.','Nothing to do.','2026-11-22 22:24:53.690149');
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
CREATE TABLE record_purge (
	batch INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (batch), 
	FOREIGN KEY(batch) REFERENCES batch (id)
);
CREATE INDEX touch_by_area ON touch (area, period);
CREATE INDEX submission_by_agency ON submission (agency, received_at);
CREATE INDEX record_submission_by_set ON record_submission (record_set, agency, period);
COMMIT;

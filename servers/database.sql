-- A service's database and its two roles, with and without containers. It may run again at any time. Whoever runs it
-- sets the variables name, password and owner_password first.
--
-- The role NAME_owner owns the database and what migrations make there. The role NAME, that of the service, gets its
-- privileges from the migrations (org.chasqui.platform.database.ServiceGrants).
\set ON_ERROR_STOP on
\set owner :name _owner
SET log_min_duration_statement = -1; -- no password in the log
SET log_min_error_statement = panic;

SELECT format('CREATE ROLE %I LOGIN', role) FROM unnest(ARRAY[:'name', :'owner']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE :"name" PASSWORD :'password';
ALTER ROLE :"owner" PASSWORD :'owner_password';

SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
ALTER DATABASE :"name" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"name";

\connect :name

-- In earlier releases the service's role owned all of it. Its instances go on while it changes hands.
SELECT count(*) > 0 AS changes_hands FROM pg_shdepend
WHERE refclassid = 'pg_authid'::regclass AND refobjid = :'name'::regrole AND deptype = 'o' \gset
\if :changes_hands
BEGIN;
REASSIGN OWNED BY :"name" TO :"owner";
SELECT DISTINCT format('GRANT USAGE ON SCHEMA %s TO %I', relnamespace::regnamespace, :'name') FROM pg_class
WHERE relowner = :'owner'::regrole AND relkind IN ('r', 'S') \gexec
SELECT format('GRANT %s %s TO %I', CASE relkind WHEN 'S' THEN 'USAGE ON SEQUENCE' ELSE 'SELECT, INSERT, UPDATE, DELETE ON' END,
              oid::regclass, :'name')
FROM pg_class WHERE relowner = :'owner'::regrole AND relkind IN ('r', 'S')
AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'i') \gexec
COMMIT;
\endif
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Every embargo has an opaque name, the same in all its versions.
CREATE TEMPORARY TABLE named ON COMMIT DROP AS
    SELECT id, 'closed-' || substr(md5(gen_random_uuid()::text), 1, 8) AS opaque FROM embargo
    WHERE NOT document::jsonb ? 'opaque';

UPDATE embargo_version SET document = (document::jsonb || jsonb_build_object('opaque', opaque))::text
    FROM named WHERE embargo_version.id = named.id;

UPDATE embargo SET document = (document::jsonb || jsonb_build_object('opaque', opaque))::text, published = false
    FROM named WHERE embargo.id = named.id;

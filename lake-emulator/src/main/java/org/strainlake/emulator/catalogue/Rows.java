package org.strainlake.emulator.catalogue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of the catalogue as Rucio's JSON has them, in its order of keys. */
final class Rows {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** Metadata with a column of its own, in the order of {@code GET …/meta}; all else is free. */
    private static final List<String> COLUMNS = List.of(
            ("is_open bytes guid campaign eol_at monotonic length project task_id is_archive hidden md5 datatype"
                            + " panda_id constituent obsolete adler32 run_number lumiblocknr access_cnt name complete"
                            + " expired_at stream_name provenance created_at scope is_new purge_replicas phys_group"
                            + " transient updated_at account availability deleted_at prod_step accessed_at did_type"
                            + " suppressed events version closed_at")
                    .split(" "));

    private Rows() {}

    static String date(long millis) {
        return DATE.format(Instant.ofEpochMilli(millis));
    }

    static @Nullable String date(@Nullable Long millis) {
        return millis == null ? null : date(millis.longValue());
    }

    static boolean isColumn(String key) {
        return COLUMNS.contains(key);
    }

    /** Every file below a DID, once. */
    static Set<Did.File> filesOf(Did did) {
        var files = new LinkedHashSet<Did.File>();
        collect(did, files);
        return files;
    }

    private static void collect(Did did, Set<Did.File> into) {
        switch (did) {
            case Did.File file -> into.add(file);
            case Did.Collection collection -> collection.children().forEach(child -> collect(child, into));
        }
    }

    static Map<String, @Nullable Object> did(Did did, boolean deep) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("scope", did.scope);
        row.put("name", did.name);
        row.put("type", did.type());
        row.put("account", did.account);
        switch (did) {
            case Did.File file -> {
                row.put("bytes", file.bytes);
                row.put("length", 1);
                row.put("md5", file.md5);
                row.put("adler32", file.adler32);
            }
            case Did.Collection collection -> {
                row.put("open", collection.isOpen());
                row.put("monotonic", false);
                row.put("expired_at", date(collection.expires));
                if (deep) {
                    var files = filesOf(collection);
                    row.put("length", files.size());
                    row.put("bytes", (double) size(files));
                } else {
                    counts(row, collection);
                }
            }
        }
        return row;
    }

    /** Length and bytes of a collection, which are known once it is closed. */
    private static void counts(Map<String, @Nullable Object> row, Did.Collection collection) {
        if (collection.isOpen() || !collection.dataset) {
            row.put("length", null);
            row.put("bytes", null);
        } else {
            var files = filesOf(collection);
            row.put("length", files.size());
            row.put("bytes", size(files));
        }
    }

    static long size(Set<Did.File> files) {
        return files.stream().mapToLong(file -> file.bytes).sum();
    }

    static Map<String, @Nullable Object> file(Did.File file) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("scope", file.scope);
        row.put("name", file.name);
        row.put("bytes", file.bytes);
        row.put("adler32", file.adler32);
        row.put("guid", file.metadata().get("guid"));
        row.put("events", file.metadata().get("events"));
        return row;
    }

    static Map<String, @Nullable Object> content(Did did) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("scope", did.scope);
        row.put("name", did.name);
        row.put("type", did.type());
        row.put("bytes", did instanceof Did.File file ? file.bytes : null);
        row.put("adler32", did instanceof Did.File file ? file.adler32 : null);
        row.put("md5", did instanceof Did.File file ? file.md5 : null);
        return row;
    }

    static Map<String, @Nullable Object> parent(Did did) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("scope", did.scope);
        row.put("name", did.name);
        row.put("type", did.type());
        return row;
    }

    static Map<String, @Nullable Object> found(Did did) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("scope", did.scope);
        row.put("name", did.name);
        row.put("did_type", did.type());
        switch (did) {
            case Did.File file -> {
                row.put("bytes", file.bytes);
                row.put("length", null);
            }
            case Did.Collection collection -> {
                var counts = new LinkedHashMap<String, @Nullable Object>();
                counts(counts, collection);
                row.put("bytes", counts.get("bytes"));
                row.put("length", counts.get("length"));
            }
        }
        return row;
    }

    /**
     * All metadata.
     *
     * @param free whether those without a column are shown too
     */
    static Map<String, @Nullable Object> metadata(Did did, boolean columns, boolean free) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        if (columns) {
            for (var column : COLUMNS) {
                row.put(column, did.metadata().get(column));
            }
            row.putAll(did(did, false));
            List.of("type", "open").forEach(row::remove);
            row.put("did_type", did.type());
            row.put("created_at", date(did.created));
            row.put("updated_at", date(did.updated));
            row.put("availability", "AVAILABLE");
            List.of("hidden", "obsolete", "transient", "suppressed", "monotonic")
                    .forEach(key -> row.put(key, false));
            row.put("is_new", true);
            row.put("purge_replicas", true);
            if (did instanceof Did.Collection collection) {
                row.put("is_open", collection.isOpen());
                row.put("closed_at", collection.isOpen() ? null : date(did.updated));
            } else {
                row.put("length", null);
            }
        }
        if (free) {
            did.metadata().forEach((key, value) -> {
                if (!isColumn(key)) {
                    row.put(key, value);
                }
            });
        }
        return row;
    }

    static Map<String, @Nullable Object> rule(Rule rule, int ok, int replicating, int stuck) {
        var asked = rule.asked;
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("state", stuck > 0 ? "STUCK" : replicating > 0 ? "REPLICATING" : "OK");
        row.put("locks_replicating_cnt", replicating);
        row.put("ignore_availability", false);
        row.put("meta", asked.meta());
        row.put("error", rule.error);
        row.put("locks_stuck_cnt", stuck);
        row.put("ignore_account_limit", false);
        row.put("deleted_at", null);
        row.put("subscription_id", null);
        row.put("rse_expression", asked.expression());
        row.put("source_replica_expression", null);
        row.put("priority", asked.priority());
        row.put("created_at", date(asked.at()));
        row.put("id", rule.id());
        row.put("copies", asked.copies());
        row.put("activity", asked.activity());
        row.put("updated_at", date(rule.updated));
        row.put("account", asked.account());
        row.put("expires_at", date(rule.expires));
        row.put("grouping", asked.grouping());
        row.put("comments", asked.comment());
        row.put("scope", asked.scope());
        row.put("weight", null);
        row.put(
                "notification",
                switch (asked.notification()) {
                    case 'Y' -> "YES";
                    case 'C' -> "CLOSE";
                    case 'P' -> "PROGRESS";
                    default -> "NO";
                });
        row.put("child_rule_id", null);
        row.put("name", asked.name());
        row.put("locked", asked.locked());
        row.put("stuck_at", null);
        row.put("eol_at", null);
        row.put("did_type", rule.did.type());
        row.put("locks_ok_cnt", ok);
        row.put("purge_replicas", asked.purge());
        row.put("split_container", false);
        return row;
    }
}

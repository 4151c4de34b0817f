package org.strainlake.uploader.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.strainlake.embargo.DatasetKey;
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.embargo.KeyResult;
import org.strainlake.embargo.WrappedKey;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;

/**
 * The keys of sealed datasets. A key is durable, wrapped, before it is given out for the first time. At the start those
 * that an older key-encryption key wraps are wrapped by the primary one, and a key that cannot be opened stops the start.
 * Thread-safe.
 */
@Component
public class DatasetKeys implements InitializingBean {
    private static final Logger LOG = LoggerFactory.getLogger(DatasetKeys.class);
    private static final int CACHED = 256;
    private static final int ROWS = 500;

    private final JdbcClient jdbc;
    private final @Nullable KeyEncryptionKeys keks;
    private final Map<DataIdentifier, Held> cache = new LinkedHashMap<>(CACHED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DataIdentifier, Held> eldest) {
            return size() > CACHED;
        }
    };

    /**
     * A dataset's key, as it travels and as it seals.
     *
     * @param wrapped wrapped
     * @param key opened; its text shows no secret
     */
    public record Held(WrappedKey wrapped, DatasetKey key) {}

    DatasetKeys(JdbcClient jdbc, ObjectProvider<KeyEncryptionKeys> keks) {
        this.jdbc = jdbc;
        this.keks = keks.getIfAvailable();
    }

    /** Whether there are key-encryption keys, so that datasets can be sealed. */
    public boolean canSeal() {
        return keks != null;
    }

    /**
     * The key of a dataset, made if it has none.
     *
     * @throws KeyNotHeld if it cannot be opened here
     * @throws org.springframework.dao.DataAccessException if the database does not answer
     */
    public Held of(String stream, DataIdentifier dataset) {
        synchronized (cache) {
            var cached = cache.get(dataset);
            if (cached != null) {
                return cached;
            }
            var held = find(dataset);
            if (held == null) {
                insert(stream, keks().newKey(dataset));
                held = Objects.requireNonNull(find(dataset), "just inserted");
            }
            cache.put(dataset, held);
            return held;
        }
    }

    /**
     * The key of a dataset, if it has one.
     *
     * @throws KeyNotHeld if it cannot be opened here
     */
    public Optional<Held> known(DataIdentifier dataset) {
        return Optional.ofNullable(find(dataset));
    }

    /** Keys that are not open to everybody yet, of datasets of such names that the catalogue has. */
    public List<WrappedKey> closed(List<DidPattern> names) {
        return jdbc.sql("""
                        SELECT k.dataset, keyset_id, kek_id, wrapped
                        FROM dataset_key k JOIN dataset d ON d.did = k.dataset
                        WHERE NOT released AND k.dataset LIKE ANY (?) ORDER BY k.dataset LIMIT ?""")
                .params(names.stream().map(DatasetKeys::like).toArray(String[]::new), ROWS)
                .query(DatasetKeys::row)
                .list();
    }

    private static String like(DidPattern names) {
        return names.toString()
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace("*", "%");
    }

    /** The catalogue has the key for everybody. */
    public void released(DataIdentifier dataset) {
        jdbc.sql("UPDATE dataset_key SET released = true WHERE dataset = ?")
                .param(dataset.toString())
                .update();
    }

    /** Wrapped keys of a stream whose dataset the catalogue has, but not the key in this form yet. */
    public List<WrappedKey> undescribed(String stream) {
        return jdbc.sql("""
                        SELECT dataset, keyset_id, kek_id, wrapped
                        FROM dataset_key k JOIN dataset d ON d.did = k.dataset
                        WHERE k.stream = ? AND described_kek_id IS DISTINCT FROM kek_id LIMIT ?""").params(stream, ROWS).query(DatasetKeys::row).list();
    }

    /** The catalogue has the key in this form. */
    public void described(WrappedKey key) {
        jdbc.sql("UPDATE dataset_key SET described_kek_id = ? WHERE dataset = ?")
                .params(key.kekId(), key.dataset().toString())
                .update();
    }

    private void insert(String stream, WrappedKey key) {
        jdbc.sql("""
                        INSERT INTO dataset_key (dataset, stream, keyset_id, kek_id, wrapped) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT DO NOTHING""")
                .params(key.dataset().toString(), stream, key.keysetId(), key.kekId(), key.wrapped())
                .update();
    }

    private @Nullable Held find(DataIdentifier dataset) {
        return jdbc.sql("SELECT dataset, keyset_id, kek_id, wrapped FROM dataset_key WHERE dataset = ?")
                .param(dataset.toString())
                .query(DatasetKeys::row)
                .optional()
                .map(wrapped -> new Held(wrapped, open(wrapped)))
                .orElse(null);
    }

    private static WrappedKey row(java.sql.ResultSet row, int number) throws java.sql.SQLException {
        return new WrappedKey(
                DataIdentifier.parse(row.getString("dataset")),
                row.getString("keyset_id"),
                row.getString("kek_id"),
                row.getString("wrapped"));
    }

    private DatasetKey open(WrappedKey wrapped) {
        return switch (keks().open(wrapped, wrapped.dataset())) {
            case KeyResult.Opened(var key) -> key;
            case KeyResult.OtherKek(var needed, var held) ->
                throw new KeyNotHeld("the key of " + wrapped.dataset() + " is wrapped by the key-encryption key "
                        + needed + ", and strainlake.sealing.kek-file has only " + held);
            case KeyResult.OtherDataset(var other) ->
                throw new KeyNotHeld("the journal has the key of " + other + " for " + wrapped.dataset());
            case KeyResult.Forged() ->
                throw new KeyNotHeld("the journal's key of " + wrapped.dataset() + " was changed, or"
                        + " strainlake.sealing.kek-file has another key under the id " + wrapped.kekId());
        };
    }

    private KeyEncryptionKeys keks() {
        if (keks == null) {
            throw new KeyNotHeld("sealed datasets need strainlake.sealing.kek-file");
        }
        return keks;
    }

    /** Wraps by the primary key-encryption key what an older one wraps; files and keys stay as they are. */
    @Override
    public void afterPropertiesSet() {
        long rewrapped = 0;
        var after = "";
        List<WrappedKey> rows;
        do {
            rows = jdbc.sql("""
                            SELECT dataset, keyset_id, kek_id, wrapped FROM dataset_key
                            WHERE dataset > ? ORDER BY dataset LIMIT ?""").params(after, ROWS).query(DatasetKeys::row).list();
            for (var wrapped : rows) {
                after = wrapped.dataset().toString();
                var key = open(wrapped);
                if (!wrapped.kekId().equals(keks().primaryId())) {
                    var anew = keks().wrap(key);
                    rewrapped += jdbc.sql(
                                    "UPDATE dataset_key SET kek_id = ?, wrapped = ? WHERE dataset = ? AND kek_id = ?")
                            .params(anew.kekId(), anew.wrapped(), after, wrapped.kekId())
                            .update();
                }
            }
        } while (rows.size() == ROWS);
        if (rewrapped > 0) {
            LOG.info(
                    "The keys of {} datasets are wrapped by the key-encryption key {} now",
                    rewrapped,
                    keks().primaryId());
        }
    }
}

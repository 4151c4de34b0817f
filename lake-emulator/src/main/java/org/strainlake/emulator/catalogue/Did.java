package org.strainlake.emulator.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A DID. Changed only under the catalogue's lock; rows are many, so they are lean. */
abstract sealed class Did permits Did.File, Did.Collection {
    final String scope;
    final String name;
    final String account;
    final long created;
    long updated;
    private List<Collection> parents = List.of();
    private Map<String, Object> metadata = Map.of();

    Did(String scope, String name, String account, long created) {
        this.scope = scope;
        this.name = name;
        this.account = account;
        this.created = created;
        this.updated = created;
    }

    abstract String type();

    List<Collection> parents() {
        return parents;
    }

    boolean isIn(Collection parent) {
        for (var candidate : parents) {
            if (candidate == parent) {
                return true;
            }
        }
        return false;
    }

    void joined(Collection parent) {
        var more = new ArrayList<>(parents);
        more.add(parent);
        parents = List.copyOf(more);
    }

    void left(Collection parent) {
        parents = parents.stream().filter(other -> other != parent).toList();
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    void metadata(Map<String, Object> values) {
        metadata = values;
    }

    @Override
    public String toString() {
        return scope + ":" + name;
    }

    /** A file. */
    static final class File extends Did {
        final long bytes;
        final @Nullable String adler32;
        final @Nullable String md5;
        private List<Replica> replicas = List.of();

        File(
                String scope,
                String name,
                String account,
                long created,
                long bytes,
                @Nullable String adler32,
                @Nullable String md5) {
            super(scope, name, account, created);
            this.bytes = bytes;
            this.adler32 = adler32;
            this.md5 = md5;
        }

        @Override
        String type() {
            return "FILE";
        }

        List<Replica> replicas() {
            return replicas;
        }

        @Nullable
        Replica replica(String rse) {
            for (var replica : replicas) {
                if (replica.rse().equals(rse)) {
                    return replica;
                }
            }
            return null;
        }

        void put(Replica replica) {
            var others = new ArrayList<Replica>(replicas.size() + 1);
            boolean replaced = false;
            for (var other : replicas) {
                boolean same = other.rse().equals(replica.rse());
                others.add(same ? replica : other);
                replaced |= same;
            }
            if (!replaced) {
                others.add(replica);
            }
            replicas = List.copyOf(others);
        }
    }

    /** A dataset or a container. */
    static final class Collection extends Did {
        final boolean dataset;
        final @Nullable Long expires;
        private boolean open = true;
        private final List<Did> children = new ArrayList<>();

        Collection(String scope, String name, String account, long created, boolean dataset, @Nullable Long expires) {
            super(scope, name, account, created);
            this.dataset = dataset;
            this.expires = expires;
        }

        @Override
        String type() {
            return dataset ? "DATASET" : "CONTAINER";
        }

        boolean isOpen() {
            return open;
        }

        void open(boolean now) {
            open = now;
        }

        List<Did> children() {
            return children;
        }
    }

    /**
     * A copy of a file.
     *
     * @param rse where
     * @param state A available, C copying, U unavailable, and so on
     * @param bytes as registered with this copy, perhaps other than the file's
     * @param adler32 as registered with this copy
     */
    record Replica(
            String rse, char state, long bytes, @Nullable String adler32) {
        boolean isAvailable() {
            return state == 'A';
        }

        String stateName() {
            return switch (state) {
                case 'A' -> "AVAILABLE";
                case 'C' -> "COPYING";
                case 'U' -> "UNAVAILABLE";
                case 'B' -> "BEING_DELETED";
                case 'D' -> "BAD";
                case 'T' -> "TEMPORARY_UNAVAILABLE";
                default -> String.valueOf(state);
            };
        }
    }
}

package org.strainlake.embargo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.strainlake.lake.DataIdentifier;

/**
 * Every embargo as it is now. Until all of them are known, nothing is: whoever asks must keep everything closed.
 * Thread-safe; asked often and changed rarely.
 */
public final class EmbargoBook {
    private final boolean complete;
    private volatile Map<String, Embargo> byId = Map.of();
    private volatile Set<String> unreadable = Set.of();
    private volatile boolean read;
    private volatile long troubles;

    private EmbargoBook(boolean complete) {
        this.complete = complete;
    }

    /** One that knows nothing yet. */
    public static EmbargoBook unread() {
        return new EmbargoBook(false);
    }

    /** One for a place that has no embargoes at all: what is public is as configured. */
    public static EmbargoBook withoutEmbargoes() {
        return new EmbargoBook(true);
    }

    /** One that knows exactly these. */
    public static EmbargoBook of(List<Embargo> embargoes) {
        var book = new EmbargoBook(true);
        embargoes.forEach(book::take);
        return book;
    }

    /** Whether all embargoes are known. */
    public boolean isKnown() {
        return complete || (read && unreadable.isEmpty());
    }

    /** Embargoes whose present version cannot be read: until it can, or a later one is, everything is closed. */
    public Set<String> unreadable() {
        return unreadable;
    }

    /**
     * Those that cover a dataset or file: of datasets, or if there are none, of streams. All of them hold.
     *
     * @throws IllegalStateException if they are not known
     */
    public List<Embargo> covering(DataIdentifier did) {
        if (!isKnown()) {
            throw new IllegalStateException("the embargoes are not known yet");
        }
        var all = byId.values().stream().filter(embargo -> embargo.covers(did)).toList();
        var ofDatasets = all.stream().filter(Embargo::isOfDataset).toList();
        return ofDatasets.isEmpty() ? all : ofDatasets;
    }

    /** Those of one experiment that cover a dataset or file; none of another concerns it, whatever stars it has. */
    public List<Embargo> covering(String experiment, DataIdentifier did) {
        return covering(did).stream()
                .filter(embargo -> embargo.experiment().equals(experiment))
                .toList();
    }

    /** All of them, by id. */
    public List<Embargo> all() {
        return List.copyOf(byId.values());
    }

    /** Takes a version; one that is older than what is known, or would close what is released, changes nothing. */
    synchronized void take(Embargo embargo) {
        var now = byId.get(embargo.id());
        if (now == null || (now.version() < embargo.version() && (!now.isReleased() || embargo.isReleased()))) {
            var changed = new TreeMap<>(byId);
            changed.put(embargo.id(), embargo);
            byId = changed;
        }
        readable(embargo.id());
    }

    /** How often one could not be read: since it last changed they were known all the time, or not at all. */
    public long troubles() {
        return troubles;
    }

    synchronized void cannotRead(String id) {
        troubles++;
        var changed = new TreeSet<>(unreadable);
        changed.add(id);
        unreadable = changed;
    }

    synchronized void readable(String id) {
        if (unreadable.contains(id)) {
            var changed = new TreeSet<>(unreadable);
            changed.remove(id);
            unreadable = changed;
        }
    }

    void wasRead() {
        read = true;
    }
}

package org.strainlake.lake.webdav;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.OutsideBusy;
import org.strainlake.lake.StoreResult;
import org.strainlake.lake.StoredFile;

/**
 * One name on a storage and the bytes wanted under it, during one attempt: what lies there is judged here, by size
 * and digest, before and after the storage has taken them. For one thread.
 */
final class Place {
    private final WebDavStorage storage;
    private final Wreckage wreckage;
    private final URI url;
    private final Wanted wanted;
    private boolean seenEmpty;

    Place(WebDavStorage storage, Wreckage wreckage, URI url, Wanted wanted) {
        this.storage = storage;
        this.wreckage = wreckage;
        this.url = url;
        this.wanted = wanted;
    }

    /** The bytes that shall lie there. */
    interface Wanted {
        long bytes();

        Adler32Checksum adler32();

        /** The sum over so many of them from the first on, fewer than there are. */
        Adler32Checksum sumOfFirst(long bytes) throws IOException;
    }

    /** Whether the name was seen empty in this attempt, so that what appears is its own. */
    boolean isSeenEmpty() {
        return seenEmpty;
    }

    /** What lies under the name decides; empty if nothing does, or nothing any more. */
    Optional<StoreResult> settle() throws IOException {
        var shown = storage.headToWrite(url);
        if (shown.isEmpty()) {
            seenEmpty = true;
            return Optional.empty();
        }
        var file = shown.get();
        if (isWanted(file)) {
            return Optional.of(new StoreResult.Stored(wanted.adler32()));
        }
        if (!wreckage.holds(url) && !isLeftBehind(file)) {
            return Optional.of(new StoreResult.Refused(
                    WebDavClient.told(url) + " holds another file: " + toldOf(file) + ", ours has " + toldOfWanted()));
        }
        storage.delete(url);
        seenEmpty = true;
        return Optional.empty();
    }

    /**
     * The storage took the bytes by that method, or says that it failed; only what it shows counts. Wrong bytes that it
     * took are removed, after a failure only the beginning of the wanted ones.
     *
     * @param failure how it says that it failed; empty if it does not
     */
    StoreResult confirm(String method, Optional<String> failure) throws IOException {
        if (failure.isEmpty()) {
            wreckage.remember(url);
        }
        var shown = storage.headToWrite(url);
        if (shown.isPresent() && isWanted(shown.get())) {
            wreckage.forget(url);
            return new StoreResult.Stored(wanted.adler32());
        }
        if (shown.isEmpty()) {
            return new StoreResult.Busy(
                    OutsideBusy.shortPause(),
                    failure.orElseGet(() -> WebDavClient.told(url) + " is not shown after its " + method));
        }
        if (failure.isPresent() && !isLeftBehind(shown.get())) {
            // Nothing shows that these bytes are of this attempt: another writer may have come first.
            return new StoreResult.Busy(OutsideBusy.shortPause(), failure.get());
        }
        if (failure.isEmpty()) {
            storage.changed(toldOf(shown.get()) + " after its " + method + " of " + toldOfWanted());
        }
        storage.delete(url);
        wreckage.forget(url);
        return new StoreResult.Busy(
                failure.isPresent() ? OutsideBusy.shortPause() : WebDavStorage.AFTER_MISMATCH,
                failure.orElseGet(() -> WebDavClient.told(url) + " held " + toldOf(shown.get()) + " after its " + method
                        + " of " + toldOfWanted() + ": removed"));
    }

    private boolean isWanted(StoredFile file) throws IOException {
        if (file.bytes() != wanted.bytes()) {
            return false;
        }
        var sum = file.adler32();
        return (sum.isPresent() ? sum : storage.sumToWrite(url)).equals(Optional.of(wanted.adler32()));
    }

    /** Whether a file that is not the wanted one is its beginning, left by an attempt that broke off. */
    private boolean isLeftBehind(StoredFile file) throws IOException {
        if (file.bytes() >= wanted.bytes()) {
            return false;
        }
        var sum = file.adler32().isPresent() ? file.adler32() : storage.sumToWrite(url);
        return sum.isEmpty() || sum.get().equals(wanted.sumOfFirst(file.bytes()));
    }

    private static String toldOf(StoredFile file) {
        return file.bytes() + " bytes, adler32 "
                + file.adler32().map(Adler32Checksum::hex).orElse("unknown");
    }

    private String toldOfWanted() {
        return wanted.bytes() + " bytes, adler32 " + wanted.adler32();
    }
}

package org.strainlake.uploader.source;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.chunkfile.ChunkName;

/**
 * Finds whole files in a directory: told by the kernel where it tells, and by listing the directory from
 * time to time, after an overflow at once. A file is whole when it was renamed into place, or unchanged for
 * some time. What is remembered is bounded; what does not fit is found at the next listing.
 */
public final class DirectoryWatch {
    private static final Pattern CANDIDATE = Pattern.compile("[^.].*\\.(hdf5|h5|gwf)");
    private static final int NAMES_ASKED_AT_ONCE = 500;
    private static final int MOST_REMEMBERED = 10_000;

    private final Path directory;
    private final long settleNanos;
    private final long rescanNanos;
    private final DirectoryIntake intake;
    private final Map<String, Unsettled> unsettled = new LinkedHashMap<>();
    private final Map<String, Look> rejected = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    /** The name in the last event, if it went away: the next may be its new name, also in the next handful of events. */
    private @Nullable String gone;

    private long nextScan = System.nanoTime();

    /** How a file looked at a time; two equal looks mean that nothing was written in between. */
    private record Look(long bytes, FileTime modified) {}

    private record Unsettled(Look look, long sinceNanos) {}

    /**
     * A watch that begins with {@link #run()}.
     *
     * @param directory what is watched, not the directories in it
     * @param settle how long a file must stay unchanged
     * @param rescan how often the directory is listed
     * @param intake where whole files go
     */
    public DirectoryWatch(Path directory, Duration settle, Duration rescan, DirectoryIntake intake) {
        this.directory = directory;
        this.settleNanos = settle.toNanos();
        this.rescanNanos = rescan.toNanos();
        this.intake = intake;
    }

    /** Watches until the thread is interrupted. */
    public void run() throws InterruptedException {
        while (true) {
            try (var watch = directory.getFileSystem().newWatchService()) {
                directory.register(watch, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
                nextScan = System.nanoTime();
                watch(watch);
            } catch (IOException e) {
                intake.trouble(directory.getFileName() + " cannot be watched: " + e);
            }
            TimeUnit.NANOSECONDS.sleep(rescanNanos);
        }
    }

    private void watch(WatchService watch) throws InterruptedException, IOException {
        while (true) {
            if (System.nanoTime() - nextScan >= 0) {
                scan();
                nextScan = System.nanoTime() + rescanNanos;
            }
            takeSettled();
            var key = watch.poll(Math.max(0, nanosUntilNext()), TimeUnit.NANOSECONDS);
            if (key != null) {
                takeEvents(key);
                if (!key.reset()) {
                    throw new IOException("it is gone");
                }
            }
        }
    }

    private long nanosUntilNext() {
        long now = System.nanoTime();
        long least = nextScan - now;
        for (var file : unsettled.values()) {
            least = Math.min(least, file.sinceNanos() + settleNanos - now);
        }
        return least;
    }

    private void takeEvents(WatchKey key) throws InterruptedException {
        var whole = new ArrayList<String>();
        for (WatchEvent<?> event : key.pollEvents()) {
            if (OVERFLOW.equals(event.kind())) {
                nextScan = System.nanoTime();
                gone = null;
                continue;
            }
            var name = String.valueOf(event.context());
            if (ENTRY_DELETE.equals(event.kind())) {
                unsettled.remove(name);
                gone = name;
                continue;
            }
            if (ENTRY_CREATE.equals(event.kind()) && isRenamed(gone, name)) {
                whole.add(name);
            } else {
                notice(name);
            }
            gone = null;
        }
        takeWhole(whole);
    }

    /**
     * A rename within a directory comes as two events side by side. The old name must hold the new one, as
     * in {@code .NAME.tmp}: else a file that is being written could be taken for whole.
     */
    private static boolean isRenamed(@Nullable String gone, String name) {
        return gone != null && gone.length() > name.length() && gone.contains(name);
    }

    private void notice(String name) {
        if (!CANDIDATE.matcher(name).matches() || unsettled.size() >= MOST_REMEMBERED) {
            return;
        }
        var look = look(name);
        var before = look == null ? null : unsettled.get(name);
        if (look != null && (before == null || !before.look().equals(look))) {
            unsettled.put(name, new Unsettled(look, System.nanoTime()));
        }
    }

    private void takeSettled() throws InterruptedException {
        var whole = new ArrayList<String>();
        long now = System.nanoTime();
        for (Iterator<Map.Entry<String, Unsettled>> each = unsettled.entrySet().iterator(); each.hasNext(); ) {
            var file = each.next();
            if (now - file.getValue().sinceNanos() < settleNanos) {
                continue;
            }
            var look = look(file.getKey());
            if (look == null) {
                each.remove();
            } else if (look.equals(file.getValue().look())) {
                each.remove();
                whole.add(file.getKey());
            } else {
                file.setValue(new Unsettled(look, now));
            }
        }
        for (int from = 0; from < whole.size(); from += NAMES_ASKED_AT_ONCE) {
            takeWhole(whole.subList(from, Math.min(whole.size(), from + NAMES_ASKED_AT_ONCE)));
        }
    }

    private void takeWhole(List<String> names) throws InterruptedException {
        if (names.isEmpty()) {
            return;
        }
        var known = intake.known(names);
        for (var name : names) {
            var look = look(name);
            if (look == null || known.contains(name) || look.equals(rejected.get(name))) {
                continue;
            }
            var parsed = ChunkName.tryParse(name);
            if (parsed.isPresent()) {
                intake.take(parsed.get(), directory.resolve(name));
            } else if (CANDIDATE.matcher(name).matches()) {
                reject(name, "no name after T010150");
            }
        }
    }

    /** Remembers that the file as it is now cannot be taken, and tells of it. */
    public void reject(String name, String reason) {
        var look = look(name);
        if (look != null) {
            rejected.put(name, look);
        }
        intake.reject(name, reason);
    }

    private void scan() throws InterruptedException, IOException {
        var names = new ArrayList<String>(NAMES_ASKED_AT_ONCE);
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (CANDIDATE.matcher(name).matches() && !unsettled.containsKey(name)) {
                    names.add(name);
                }
                if (names.size() == NAMES_ASKED_AT_ONCE) {
                    noticeUnknown(names);
                    names.clear();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        noticeUnknown(names);
        intake.scanned();
    }

    private void noticeUnknown(List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        var known = intake.known(names);
        for (var name : names) {
            if (!known.contains(name)) {
                var before = rejected.get(name);
                if (before == null || !before.equals(look(name))) {
                    notice(name);
                }
            }
        }
    }

    private @Nullable Look look(String name) {
        try {
            var attributes = Files.readAttributes(directory.resolve(name), BasicFileAttributes.class);
            return attributes.isRegularFile() ? new Look(attributes.size(), attributes.lastModifiedTime()) : null;
        } catch (IOException e) {
            return null; // gone again, or not to be looked at: a rescan asks anew
        }
    }
}

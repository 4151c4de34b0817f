package org.strainlake.lake.rucio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.CatalogueRefusal;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import tools.jackson.databind.JsonNode;

/**
 * Registers files and attaches them to a dataset in one call. Rucio 41.5 compares size and checksum with those of a
 * name that it knows ({@code FileConsistencyMismatch}) where it attaches, though not where it only registers; what it
 * holds is read back after each call all the same, so that {@code Done} rests on what is booked and not on the absence of
 * an error.
 *
 * <p>Guaranteed: {@code Done} means that every file is attached and that the size and adler32 booked with
 * its DID are ours. A file whose DID has others is named in {@code Refused}, and not attached by this call;
 * the others of the call are.
 */
final class Attachments {
    private static final int MOST_FILES = 1000;
    private static final int FEW = 20;

    /** Rucio takes about 3 ms for a file; added to the time limit. */
    private static final Duration TIME_FOR_FILE = Duration.ofMillis(20);

    private final RucioClient client;
    private volatile boolean hasBulkMeta = true;

    Attachments(RucioClient client) {
        this.client = client;
    }

    CatalogueResult attach(DataIdentifier dataset, String rse, List<FileEntry> files) throws IOException {
        var others = new ArrayList<String>();
        for (int from = 0; from < files.size(); from += MOST_FILES) {
            others.addAll(attachSome(dataset, rse, files.subList(from, Math.min(files.size(), from + MOST_FILES))));
        }
        return others.isEmpty()
                ? new CatalogueResult.Done()
                : new CatalogueResult.Refused(
                        "FileConsistencyMismatch",
                        "booked with another size or checksum: " + String.join(", ", others));
    }

    /** Names of the files that are booked otherwise. */
    private List<String> attachSome(DataIdentifier dataset, String rse, List<FileEntry> files) throws IOException {
        try {
            send(dataset, rse, files, false);
        } catch (CatalogueRefusal refusal) {
            return switch (refusal.refusal()) {
                case "FileAlreadyExists", "DuplicateContent", "FileConsistencyMismatch" ->
                    attachRest(dataset, rse, files);
                case "UnsupportedOperation" -> {
                    if (holdsAll(dataset, files)) {
                        yield List.of();
                    }
                    throw refusal;
                }
                default -> throw refusal;
            };
        }
        // Nothing of it was attached before, so whatever is wrong this call attached.
        var others = differing(files, bookedIn(dataset, files), true);
        if (!others.isEmpty()) {
            detach(dataset, others);
        }
        return names(others);
    }

    private List<String> attachRest(DataIdentifier dataset, String rse, List<FileEntry> files) throws IOException {
        var others = differing(files, booked(files), false);
        var rest = new ArrayList<>(files);
        rest.removeAll(others);
        if (!rest.isEmpty()) {
            send(dataset, rse, rest, true);
        }
        return names(others);
    }

    private void send(DataIdentifier dataset, String rse, List<FileEntry> files, boolean ignoreDuplicates)
            throws IOException {
        var dids = files.stream()
                .map(file -> Map.of(
                        "scope", file.did().scope(),
                        "name", file.did().name(),
                        "bytes", file.bytes(),
                        "adler32", file.adler32().hex(),
                        "type", "FILE"))
                .toList();
        var attachment = List.of(Map.of("scope", dataset.scope(), "name", dataset.name(), "rse", rse, "dids", dids));
        client.change(
                "POST",
                "/dids/attachments",
                ignoreDuplicates ? Map.of("attachments", attachment, "ignore_duplicate", true) : attachment,
                TIME_FOR_FILE.multipliedBy(files.size()));
    }

    private void detach(DataIdentifier dataset, List<FileEntry> files) throws IOException {
        client.change("DELETE", RucioClient.path(dataset) + "/dids", Map.of("dids", references(files)), Duration.ZERO);
    }

    /** A dataset that was closed meanwhile may hold them since an attempt whose answer was lost. */
    private boolean holdsAll(DataIdentifier dataset, List<FileEntry> files) throws IOException {
        Set<FileEntry> missing = new HashSet<>(files);
        client.askLines(
                "GET",
                RucioClient.path(dataset) + "/files",
                null,
                line -> entry(line).ifPresent(missing::remove));
        return missing.isEmpty();
    }

    private static List<FileEntry> differing(
            List<FileEntry> files, Map<DataIdentifier, FileEntry> booked, boolean mustBeBooked) throws IOException {
        var others = new ArrayList<FileEntry>();
        for (var file : files) {
            var known = booked.get(file.did());
            if (known == null && mustBeBooked) {
                throw new IOException(file.did() + " is not booked after it was attached");
            }
            if (known != null && !known.equals(file)) {
                others.add(file);
            }
        }
        return others;
    }

    /** As {@link #booked}, where all of them are attached: the dataset's list then costs less than many questions. */
    private Map<DataIdentifier, FileEntry> bookedIn(DataIdentifier dataset, List<FileEntry> files) throws IOException {
        if (files.size() <= FEW || hasBulkMeta) {
            return booked(files);
        }
        var wanted = files.stream().map(FileEntry::did).collect(Collectors.toSet());
        Map<DataIdentifier, FileEntry> booked = new HashMap<>();
        client.askLines(
                "GET",
                RucioClient.path(dataset) + "/files",
                null,
                line -> entry(line)
                        .filter(entry -> wanted.contains(entry.did()))
                        .ifPresent(entry -> booked.put(entry.did(), entry)));
        return booked;
    }

    private Map<DataIdentifier, FileEntry> booked(List<FileEntry> files) throws IOException {
        Map<DataIdentifier, FileEntry> booked = new HashMap<>();
        if (files.size() > 1 && hasBulkMeta) {
            try {
                client.askLines(
                        "POST",
                        "/dids/bulkmeta",
                        Map.of("dids", references(files)),
                        line -> entry(line).ifPresent(entry -> booked.put(entry.did(), entry)));
                return booked;
            } catch (CatalogueRefusal unknown) {
                // Whatever else is wrong, the questions for single files will tell.
                hasBulkMeta = false;
                booked.clear();
            }
        }
        for (var file : files) {
            meta(file.did()).ifPresent(entry -> booked.put(entry.did(), entry));
        }
        return booked;
    }

    /** What is booked with the DID itself; empty if it is unknown. */
    Optional<FileEntry> meta(DataIdentifier did) throws IOException {
        try {
            return entry(client.ask(RucioClient.path(did) + "/meta"));
        } catch (CatalogueRefusal refusal) {
            if (refusal.refusal().equals("DataIdentifierNotFound")) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private static List<Map<String, String>> references(List<FileEntry> files) {
        return files.stream()
                .map(file ->
                        Map.of("scope", file.did().scope(), "name", file.did().name()))
                .toList();
    }

    private static List<String> names(List<FileEntry> files) {
        return files.stream().map(file -> file.did().toString()).toList();
    }

    /** A file as Rucio lists it; empty for what we cannot name or check: no checksum, a foreign name, no file. */
    static Optional<FileEntry> entry(JsonNode line) {
        String adler32 = line.path("adler32").asString("");
        if (adler32.isEmpty() || !line.path("bytes").isNumber()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FileEntry(
                    new DataIdentifier(
                            line.path("scope").asString(""), line.path("name").asString("")),
                    line.path("bytes").asLong(),
                    Adler32Checksum.parse(adler32)));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}

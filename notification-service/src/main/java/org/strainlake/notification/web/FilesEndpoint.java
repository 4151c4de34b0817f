package org.strainlake.notification.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.Serial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.event.EventType;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.notification.inbound.UploadHints;
import org.strainlake.notification.log.EventIndex;
import org.strainlake.notification.log.EventIndex.Told;
import org.strainlake.problem.Problems;
import org.strainlake.token.DataAccess;

/**
 * What the feed knows of a file. Whoever may read the file sees everything of it; whoever may read only a dataset sees
 * what was told of the file in that dataset. To others the answer is the same whether there is such a file or not.
 */
@RestController
class FilesEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(FilesEndpoint.class);
    private static final String RETRY_SECONDS = "5";

    private final EventIndex index;
    private final UploadHints hints;
    private final DataAccess access;

    FilesEndpoint(EventIndex index, UploadHints hints, DataAccess access) {
        this.index = index;
        this.hints = hints;
        this.access = access;
    }

    /**
     * All that is known of a file.
     *
     * @param scope its scope
     * @param name its name
     * @param datasets its datasets, in the order in which they were told of
     * @param copies copies that replication made, in the order in which they were told of
     * @param traces what clients said of its upload, newest first; anybody can say it
     */
    record FileView(String scope, String name, List<InDataset> datasets, List<Copy> copies, List<Trace> traces) {}

    /**
     * A file in a dataset.
     *
     * @param dataset the dataset
     * @param stored what told that a storage holds it; absent if nothing did
     * @param attachments its stays in the dataset, oldest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record InDataset(DataIdentifier dataset, @Nullable Stored stored, List<Attachment> attachments) {}

    /**
     * That a storage holds it.
     *
     * @param id id of the event
     * @param time when the storage confirmed it
     * @param rse storage element
     * @param source how that came to be known: {@code announced}, {@code rucio} or {@code reconciled}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stored(UUID id, Instant time, @Nullable String rse, String source) {}

    /**
     * One stay in the dataset.
     *
     * @param id id of the event
     * @param time when it was attached, or found to be
     * @param rse storage element that the event names
     * @param source how that came to be known: {@code announced}, {@code rucio} or {@code reconciled}
     * @param generation how often it had left the dataset before
     * @param confirmed when the catalogue was first seen to have it there; absent if not yet
     * @param detached what told that it is no longer there; absent if nothing did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attachment(
            UUID id,
            Instant time,
            @Nullable String rse,
            String source,
            int generation,
            @Nullable Instant confirmed,
            @Nullable Detached detached) {}

    /**
     * That it is no longer in the dataset.
     *
     * @param id id of the event
     * @param time when that was found
     * @param source how that came to be known: {@code announced}, {@code rucio} or {@code reconciled}
     */
    record Detached(UUID id, Instant time, String source) {}

    /**
     * A copy.
     *
     * @param id id of the event
     * @param time when it was there
     * @param rse storage element that holds it
     * @param dataset the dataset for whose sake it was made; absent if none was named
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Copy(
            UUID id,
            Instant time,
            @Nullable String rse,
            @Nullable DataIdentifier dataset) {}

    /**
     * What a client said.
     *
     * @param time when the service heard of it
     * @param rse storage element it named; absent if none
     * @param dataset dataset it named; absent if none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Trace(
            Instant time, @Nullable String rse, @Nullable DataIdentifier dataset) {}

    @GetMapping(path = "/v1/files/{scope}/{*name}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "What the feed knows of a file",
            description = "Which events told of it, when the catalogue was first seen to have it in its datasets, what"
                    + " copies were made, and what clients said of its upload.")
    @ApiResponse(responseCode = "200", description = "What the caller may know of it")
    @ApiResponse(responseCode = "400", description = "This can be no file's name")
    @ApiResponse(responseCode = "401", description = "It is not public, and there is no token")
    @ApiResponse(
            responseCode = "403",
            description = "The token opens neither the file nor a dataset it is told to be in")
    @ApiResponse(responseCode = "404", description = "The caller may read it, but nothing is known of such a file")
    @ApiResponse(responseCode = "503", description = "The database is away")
    FileView file(
            @PathVariable @Parameter(description = "Scope", example = "virgo") String scope,
            @PathVariable @Parameter(description = "Name; slashes in it are not encoded") String name,
            @Parameter(hidden = true) @Nullable Authentication caller) {
        var file = file(scope, name.substring(1));
        boolean mayReadFile = access.mayRead(caller, file);
        Predicate<@Nullable DataIdentifier> mayReadIn =
                dataset -> mayReadFile || (dataset != null && access.mayRead(caller, dataset));
        var told = index.of(file).stream()
                .filter(each -> mayReadIn.test(each.dataset()))
                .toList();
        var traces = hints.of(file).stream()
                .filter(each -> mayReadIn.test(each.dataset()))
                .map(each -> new Trace(each.received(), each.rse(), each.dataset()))
                .toList();
        if (!mayReadFile && told.isEmpty()) { // a trace opens nothing: anybody can send one
            throw new AccessDeniedException("may not read " + file);
        }
        if (told.isEmpty() && traces.isEmpty()) {
            throw new UnknownFile();
        }
        return new FileView(file.scope(), file.name(), datasets(told), copies(told), traces);
    }

    private static DataIdentifier file(String scope, String name) {
        try {
            return new DataIdentifier(scope, name);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter("name", "no file can have this scope and name");
        }
    }

    private static List<InDataset> datasets(List<Told> told) {
        Map<DataIdentifier, List<Told>> byDataset = new LinkedHashMap<>();
        for (var each : told) {
            if (each.dataset() != null && !each.type().equals(EventType.TRANSFER_DONE)) {
                byDataset
                        .computeIfAbsent(each.dataset(), dataset -> new ArrayList<>())
                        .add(each);
            }
        }
        return byDataset.entrySet().stream()
                .map(each -> inDataset(each.getKey(), each.getValue()))
                .toList();
    }

    private static InDataset inDataset(DataIdentifier dataset, List<Told> told) {
        var stored = told.stream()
                .filter(each -> each.type().equals(EventType.CHUNK_STORED))
                .findFirst()
                .map(each -> new Stored(each.id(), each.time(), each.rse(), source(each)))
                .orElse(null);
        var attachments = told.stream()
                .filter(each -> each.type().equals(EventType.FILE_ATTACHED))
                .map(each -> attachment(each, told))
                .toList();
        return new InDataset(dataset, stored, attachments);
    }

    private static Attachment attachment(Told attached, List<Told> told) {
        var detached = told.stream()
                .filter(each -> each.type().equals(EventType.FILE_DETACHED)
                        && Objects.equals(each.generation(), attached.generation()))
                .findFirst()
                .map(each -> new Detached(each.id(), each.time(), source(each)))
                .orElse(null);
        return new Attachment(
                attached.id(),
                attached.time(),
                attached.rse(),
                source(attached),
                Objects.requireNonNull(attached.generation()),
                attached.confirmed(),
                detached);
    }

    private static String source(Told told) {
        return told.source().name().toLowerCase(Locale.ROOT);
    }

    private static List<Copy> copies(List<Told> told) {
        return told.stream()
                .filter(each -> each.type().equals(EventType.TRANSFER_DONE))
                .map(each -> new Copy(each.id(), each.time(), each.rse(), each.dataset()))
                .toList();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(UnknownFile e) {
        var problem = Problems.of(
                HttpStatus.NOT_FOUND,
                "unknown-file",
                "Nothing is known of this file",
                "No event and no trace spoke of it.");
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> onDatabaseAway(RuntimeException e) {
        LOG.warn("a question for a file is not answered: {}", String.valueOf(e));
        var problem = Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "index-unavailable",
                "The index cannot be read now",
                "The database does not answer.");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /** Nothing is known of the file. */
    static final class UnknownFile extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;
    }
}

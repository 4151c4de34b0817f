package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.latency.seal.SealedDays;
import org.strainlake.latency.seal.StreamDay;
import org.strainlake.latency.store.EpochNanos;

/** Sealed days, to whoever may read all the strain in them. */
@RestController
@Tag(name = "days", description = "UTC days of a stream, closed and signed")
class DaysApi {
    private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);
    private static final int MOST_PAGES = 20;
    private static final LocalDate EARLIEST = LocalDate.of(1980, 1, 6);

    private final SealedDays days;
    private final BookAccess access;
    private final Readers readers;

    DaysApi(SealedDays days, BookAccess access, Readers readers) {
        this.days = days;
        this.access = access;
        this.readers = readers;
    }

    @GetMapping(path = "/v1/seal-key", produces = "application/x-pem-file")
    @Operation(summary = "The public key of the days that are sealed here, as PEM")
    String key() {
        return days.publicKey().orElseThrow(NoSealKeyException::new);
    }

    @GetMapping(path = "/v1/days/{stream}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Sealed days of a stream that the caller may read, the latest first")
    DayList list(
            @PathVariable String stream,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable LocalDate before,
            @Nullable Authentication caller) {
        var place = before == null || before.isAfter(LATEST) ? LATEST : before;
        int pages = 0;
        var found = new ArrayList<DayList.Day>();
        List<SealedDays.DaySummary> page;
        if (place.isBefore(EARLIEST)) {
            return new DayList(List.of(), null);
        }
        do {
            page = days.days(stream, place, limit);
            for (var each : page) {
                place = each.day().day();
                if (access.mayReadAll(days.datasets(each.day()), caller)) {
                    found.add(new DayList.Day(
                            each.day().day(), each.records(), EpochNanos.toInstant(each.sealedNanos())));
                }
            }
        } while (found.size() <= limit && page.size() == limit && ++pages < MOST_PAGES);
        var shown = found.stream().limit(limit).toList();
        return new DayList(shown, found.size() > limit ? shown.getLast().day() : null);
    }

    @GetMapping(path = "/v1/days/{stream}/{day}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The records of a day: when each was sealed, by which key, and its files")
    DayView day(@PathVariable String stream, @PathVariable LocalDate day, @Nullable Authentication caller) {
        var place = sealed(stream, day, caller);
        return DayView.of(place, days.records(place));
    }

    @GetMapping(path = "/v1/days/{stream}/{day}/{file}")
    @Operation(
            summary = "A file of a day",
            description =
                    "SHA256SUMS, SHA256SUMS.plain (of what is sealed in files), book.csv; MANIFEST, which names them, "
                            + "MANIFEST.sig, its Ed25519 signature, key.pem; for correction n with -n in the name, as in book-1.csv.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE, schema = @Schema(type = "string")))
    void file(
            @PathVariable String stream,
            @PathVariable LocalDate day,
            @PathVariable String file,
            @Nullable Authentication caller,
            HttpServletResponse response)
            throws IOException {
        var content = days.file(sealed(stream, day, caller), file).orElseThrow(() -> new UnknownDayFileException(file));
        readers.read(() -> {
            response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
            response.setContentLengthLong(content.bytes());
            var out = response.getOutputStream();
            try {
                int place = 0;
                for (var part = content.parts().part(place);
                        part != null;
                        part = content.parts().part(++place)) {
                    out.write(part);
                }
            } catch (DataAccessException e) {
                if (response.isCommitted()) {
                    throw new BrokenOffException(stream + " " + day, e);
                }
                response.reset();
                throw e;
            }
            return response;
        });
    }

    /** The day, if the caller may read it and it is sealed. */
    private StreamDay sealed(String stream, LocalDate day, @Nullable Authentication caller) {
        if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
            throw access.refuse(stream, day, caller);
        }
        var place = new StreamDay(stream, day);
        var datasets = days.datasets(place);
        boolean isSealed = !datasets.isEmpty();
        var needed = isSealed ? datasets : days.datasetsUnsealed(place);
        if (!access.mayReadAll(needed, caller)) {
            throw access.refuse(stream, day, caller);
        }
        if (!isSealed) {
            throw new DayNotSealedException(stream, day);
        }
        return place;
    }
}

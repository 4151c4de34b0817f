package org.strainlake.audit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.token.DataAccess;
import org.strainlake.token.DataAccess.Role;
import org.strainlake.token.ExperimentProperties;
import tools.jackson.databind.json.JsonMapper;

/**
 * The trail as JSON lines, for the role data access. Entries that belong to no experiment may be anybody's: only who has
 * data access in all experiments sees them.
 */
@RestController
class AuditApi {
    private static final String NDJSON = "application/x-ndjson";
    private static final int BUFFER = 32 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AuditReader reader;
    private final Auditor auditor;
    private final DataAccess access;
    private final ExperimentProperties experiments;

    AuditApi(AuditReader reader, Auditor auditor, DataAccess access, ExperimentProperties experiments) {
        this.reader = reader;
        this.auditor = auditor;
        this.access = access;
        this.experiments = experiments;
    }

    /** Oldest first, up to the entries that are there now; {@code after} is the id of the last line that is known. */
    @GetMapping(path = "/v1/audit", produces = NDJSON)
    void export(
            @RequestParam(required = false) @Nullable Set<String> experiment,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) AuditEntry.@Nullable What what,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(defaultValue = "0") long after,
            @Nullable Authentication caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var question = new AuditReader.Question(
                allowed(caller, experiment), experiment == null && hasAll(caller), from, to, what, name);
        long last;
        List<AuditLine> page;
        try {
            last = reader.newest();
            page = reader.page(question, after, last);
        } catch (DataAccessException e) {
            throw new AuditUnavailable("the trail cannot be read", e);
        }
        for (var each : question.experiments()) {
            auditor.require(AuditEntry.What.TRAIL_READ, request, caller, each, null, "after " + after);
        }
        response.setContentType(NDJSON);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        var out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
        while (!page.isEmpty()) {
            for (var line : page) {
                out.write(JSON.writeValueAsBytes(line));
                out.write('\n');
            }
            page = next(question, page.getLast().id(), last);
        }
        out.flush();
    }

    private List<AuditLine> next(AuditReader.Question question, long after, long last) throws BrokenOffException {
        try {
            return reader.page(question, after, last);
        } catch (DataAccessException e) {
            throw new BrokenOffException(e);
        }
    }

    private Set<String> allowed(@Nullable Authentication caller, @Nullable Set<String> asked) {
        var held = experiments.experiments().keySet().stream()
                .filter(each -> access.hasRole(caller, each, Role.DATA_ACCESS))
                .collect(Collectors.toUnmodifiableSet());
        if (held.isEmpty() || (asked != null && (asked.isEmpty() || !held.containsAll(asked)))) {
            throw new AccessDeniedException("no data access in the experiment");
        }
        return asked == null ? held : asked;
    }

    private boolean hasAll(@Nullable Authentication caller) {
        return experiments.experiments().keySet().stream()
                .allMatch(each -> access.hasRole(caller, each, Role.DATA_ACCESS));
    }
}

package org.strainlake.audit;

import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.strainlake.problem.Problems;

/** What callers are told when nothing may be done because it could not be written down. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AuditAdvice {
    private static final Duration SOON = Duration.ofSeconds(5);

    @ExceptionHandler(AuditUnavailable.class)
    ResponseEntity<ProblemDetail> onAuditUnavailable() {
        var problem = Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "audit-unavailable",
                "The audit trail is away",
                "Nothing proprietary is given away or changed while it cannot be written down.");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(SOON.toSeconds()))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /** Not handled: the container cuts the connection, since half a trail must not look whole. */
    @ExceptionHandler
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it
    void on(BrokenOffException e) throws BrokenOffException {
        throw e;
    }
}

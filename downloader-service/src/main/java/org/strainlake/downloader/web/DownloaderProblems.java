package org.strainlake.downloader.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.strainlake.downloader.follow.FollowRefused;
import org.strainlake.problem.Problems;

/** The problem types of this service's own. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DownloaderProblems {
    private static final String SOON = "2";

    @ExceptionHandler
    ProblemDetail on(FollowRefused e) {
        return switch (e.refusal()) {
            case NAME_TAKEN -> of(HttpStatus.CONFLICT, "follow-exists", "There is such a follow", e);
            case DIRECTORY_TAKEN -> of(HttpStatus.CONFLICT, "directory-taken", "The directory is taken", e);
            case OUTSIDE_ROOTS ->
                of(HttpStatus.UNPROCESSABLE_CONTENT, "directory-not-allowed", "The directory may not be used", e);
            case CONFIGURED ->
                of(HttpStatus.CONFLICT, "follow-configured", "The follow stands in the configuration", e);
        };
    }

    /** A name or pattern of the wrong form; the message is ours and quotes the caller's own words. */
    @ExceptionHandler
    ProblemDetail on(IllegalArgumentException e) {
        return of(HttpStatus.BAD_REQUEST, "invalid-request", "The request is not valid", e);
    }

    /** The database is away: what may be read cannot be known. Its message may name hosts and stays in the log. */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<ProblemDetail> onStoreAway() {
        var problem = Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "store-unavailable",
                "The ledger cannot be read now",
                "The database does not answer.");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, SOON)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static ProblemDetail of(HttpStatus status, String slug, String title, RuntimeException e) {
        return Problems.of(status, slug, title, String.valueOf(e.getMessage()));
    }
}

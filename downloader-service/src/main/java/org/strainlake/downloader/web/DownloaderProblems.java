package org.strainlake.downloader.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.strainlake.downloader.follow.FollowRefused;
import org.strainlake.problem.Problems;

/** The problem types of this service's own. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DownloaderProblems {
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

    private static ProblemDetail of(HttpStatus status, String slug, String title, RuntimeException e) {
        return Problems.of(status, slug, title, String.valueOf(e.getMessage()));
    }
}

package org.strainlake.notification.web;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.strainlake.notification.log.LogUnavailable;
import org.strainlake.notification.outbound.CursorGone;
import org.strainlake.notification.outbound.TooManyStreams;
import org.strainlake.problem.Problems;

/** Failures as RFC 9457 problems. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE) // before the advice for whatever nobody foresaw
class FeedProblems {
    private static final String RETRY_SECONDS = "5";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(InvalidParameter e) {
        var problem = problem(
                HttpStatus.BAD_REQUEST, "invalid-parameter", "A parameter is unknown or malformed", e.getMessage());
        problem.setProperty("parameter", e.parameter());
        return answer(problem).body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(CursorGone e) {
        var problem = problem(HttpStatus.GONE, "cursor-gone", "The cursor has aged out", e.getMessage());
        problem.setProperty("oldest", e.oldest().toString());
        return answer(problem).body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(TooManyStreams e) {
        var problem = problem(
                HttpStatus.SERVICE_UNAVAILABLE, "too-many-streams", "No further stream can be opened", e.getMessage());
        return answer(problem).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(LogUnavailable e) {
        var problem = problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "log-unavailable",
                "The log cannot be read now",
                "Kafka does not answer");
        return answer(problem).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).body(problem);
    }

    private static ProblemDetail problem(HttpStatus status, String slug, String title, @Nullable String detail) {
        return Problems.of(status, slug, title, String.valueOf(detail));
    }

    private static ResponseEntity.BodyBuilder answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }
}

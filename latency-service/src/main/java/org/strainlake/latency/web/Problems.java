package org.strainlake.latency.web;

import java.net.URI;
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

/** Says what is wrong as RFC 9457 problem details. */
@RestControllerAdvice(basePackageClasses = BooksApi.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class Problems {
    private static final String SOON = "2";

    @ExceptionHandler
    ProblemDetail on(UnknownRunException e) {
        var problem = problem(HttpStatus.NOT_FOUND, "run-unknown", "No such run", e);
        problem.setProperty("run", e.run());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(UnknownFollowerException e) {
        var problem = problem(HttpStatus.NOT_FOUND, "follower-unknown", "No such follower of the run", e);
        problem.setProperty("run", e.run());
        problem.setProperty("follower", e.follower());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(UnknownDayException e) {
        var problem = problem(HttpStatus.NOT_FOUND, "day-unknown", "No such day of the stream", e);
        problem.setProperty("stream", e.stream());
        problem.setProperty("day", e.day());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(UnknownDayFileException e) {
        var problem = problem(HttpStatus.NOT_FOUND, "day-file-unknown", "The day has no such file", e);
        problem.setProperty("file", e.file());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(DayNotSealedException e) {
        var problem = problem(HttpStatus.CONFLICT, "day-not-sealed", "The day is not sealed yet", e);
        problem.setProperty("stream", e.stream());
        problem.setProperty("day", e.day());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(NoSealKeyException e) {
        return problem(HttpStatus.NOT_FOUND, "seal-key-none", "No days are sealed here", e);
    }

    @ExceptionHandler
    ProblemDetail on(EmptyIntervalException e) {
        return problem(HttpStatus.BAD_REQUEST, "interval-empty", "The interval is empty", e);
    }

    @ExceptionHandler
    ProblemDetail on(TooManyStepsException e) {
        var problem = problem(HttpStatus.BAD_REQUEST, "too-many-steps", "Longer steps, please", e);
        problem.setProperty("most", e.most());
        return problem;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(TooManyReadersException e) {
        return later(problem(HttpStatus.SERVICE_UNAVAILABLE, "too-many-readers", "Too many readers at once", e));
    }

    /** The database is away; its message may name hosts and stays in the log. */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<ProblemDetail> onStoreAway() {
        var problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer; records wait in Kafka meanwhile");
        problem.setType(URI.create("/problems/store-unavailable"));
        problem.setTitle("The book cannot be read now");
        return later(problem);
    }

    /** Not handled: the container cuts the connection, since half a book must not look whole. */
    @ExceptionHandler
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it
    void on(BrokenOffException e) throws BrokenOffException {
        throw e;
    }

    private static ProblemDetail problem(HttpStatus status, String type, String title, RuntimeException e) {
        var problem = ProblemDetail.forStatusAndDetail(status, e.getMessage());
        problem.setType(URI.create("/problems/" + type));
        problem.setTitle(title);
        return problem;
    }

    private static ResponseEntity<ProblemDetail> later(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .header(HttpHeaders.RETRY_AFTER, SOON)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}

package org.strainlake.uploader.web;

import java.net.URI;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.strainlake.uploader.journal.RunExists;
import org.strainlake.uploader.source.UnusableReplay;
import org.strainlake.uploader.upload.TooManyReplays;

/** The uploader's own problems; those of tokens and of HTTP itself are the same in every service. */
@RestControllerAdvice
@Order(0)
class Problems {
    @ExceptionHandler
    ProblemDetail on(UnusableReplay e) {
        var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "unusable-replay", "The replay cannot be", e);
        problem.setProperty("member", e.member());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(UnknownStream e) {
        var status = e.isAddressed() ? HttpStatus.NOT_FOUND : HttpStatus.UNPROCESSABLE_CONTENT;
        var problem = problem(status, "unknown-stream", "There is no such stream", e);
        problem.setProperty("stream", e.stream());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(UnknownReplay e) {
        return problem(HttpStatus.NOT_FOUND, "unknown-replay", "There is no such replay", e);
    }

    @ExceptionHandler
    ProblemDetail on(UnknownRun e) {
        return problem(HttpStatus.NOT_FOUND, "unknown-run", "There is no such run", e);
    }

    @ExceptionHandler
    ProblemDetail on(RunExists e) {
        var problem = problem(HttpStatus.CONFLICT, "run-exists", "The run exists", e);
        problem.setProperty("run", e.run());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(TooManyReplays e) {
        return problem(HttpStatus.CONFLICT, "too-many-replays", "Too many replays", e);
    }

    @ExceptionHandler
    ProblemDetail on(UnknownEmbargo e) {
        return problem(HttpStatus.NOT_FOUND, "unknown-embargo", "There is no such embargo", e);
    }

    @ExceptionHandler
    ProblemDetail on(UnusableEmbargo e) {
        var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "unusable-embargo", "The embargo cannot be", e);
        problem.setProperty("member", e.member());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(EmbargoReleased e) {
        return problem(HttpStatus.CONFLICT, "embargo-released", "The embargo is released", e);
    }

    @ExceptionHandler
    ProblemDetail on(VersionNeeded e) {
        return problem(HttpStatus.PRECONDITION_REQUIRED, "version-needed", "Which version is changed?", e);
    }

    @ExceptionHandler
    ProblemDetail on(OtherVersion e) {
        var problem = problem(HttpStatus.PRECONDITION_FAILED, "other-version", "Another version holds", e);
        problem.setProperty("version", e.version());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(UnknownKey e) {
        return problem(HttpStatus.NOT_FOUND, "unknown-key", "There is no such key", e);
    }

    private static ProblemDetail problem(HttpStatus status, String type, String title, RuntimeException cause) {
        var problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(cause.getMessage()));
        problem.setType(URI.create("/problems/" + type));
        problem.setTitle(title);
        return problem;
    }
}

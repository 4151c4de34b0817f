package org.strainlake.problem;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns what goes wrong in any handler into a problem of our own types. The advice of a service goes first; what
 * nobody foresaw is logged here, once, and told to the caller without its inside.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final URI BLANK = URI.create("about:blank");

    /** Security answers these itself: 401 for a caller without a token, 403 for others. */
    @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it
    void leaveToSecurity(RuntimeException refusal) {
        throw refusal;
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> onUnforeseen(Exception e, WebRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            return null; // nobody is left to answer
        }
        if (request instanceof ServletWebRequest servlet) {
            LOG.error(
                    "{} {} failed",
                    servlet.getHttpMethod(),
                    servlet.getRequest().getRequestURI(),
                    e);
        }
        var problem = Problems.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Something unforeseen went wrong",
                "The service's log says what.");
        return handleExceptionInternal(e, problem, new HttpHeaders(), HttpStatus.INTERNAL_SERVER_ERROR, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Map<String, String>> errors = new ArrayList<>();
        for (var error : e.getBindingResult().getAllErrors()) {
            errors.add(error(error instanceof FieldError field ? field.getField() : error.getObjectName(), error));
        }
        return invalid(e, errors, headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (e.isForReturnValue()) {
            return onUnforeseen(e, request);
        }
        List<Map<String, String>> errors = new ArrayList<>();
        for (var parameter : e.getParameterValidationResults()) {
            for (var error : parameter.getResolvableErrors()) {
                errors.add(error(error instanceof FieldError field ? field.getField() : name(parameter), error));
            }
        }
        return invalid(e, errors, headers, request);
    }

    private static String name(ParameterValidationResult result) {
        var name = result.getMethodParameter().getParameterName();
        return name == null ? "request" : name;
    }

    private static Map<String, String> error(String member, MessageSourceResolvable error) {
        var message = error.getDefaultMessage();
        return Map.of("member", member, "message", message == null ? "is not valid" : message);
    }

    private @Nullable ResponseEntity<Object> invalid(
            Exception e, List<Map<String, String>> errors, HttpHeaders headers, WebRequest request) {
        var problem = Problems.of(
                HttpStatus.BAD_REQUEST,
                "invalid-request",
                "The request is not valid",
                "Some values of the request are not valid; errors names them.");
        // The validator gives them in another order each time; the same request gets the same answer.
        problem.setProperty(
                "errors",
                errors.stream()
                        .sorted(Comparator.comparing((Map<String, String> error) -> error.getOrDefault("member", ""))
                                .thenComparing(error -> error.getOrDefault("message", "")))
                        .toList());
        return handleExceptionInternal(e, problem, headers, HttpStatus.BAD_REQUEST, request);
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var own = new HttpHeaders(headers);
        if (body instanceof ProblemDetail problem) {
            // Without it a caller who accepts only CSV or an event stream would get no body.
            own.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
            if (problem.getType() == null || BLANK.equals(problem.getType())) {
                problem.setType(Problems.type(slug(status)));
            }
            if (status.value() == HttpStatus.NOT_FOUND.value()
                    && Problems.type("not-found").equals(problem.getType())) {
                problem.setDetail("There is nothing at this address.");
            }
        }
        return new ResponseEntity<>(body, own, status);
    }

    /** The types of what Spring itself finds wrong with a request. */
    private static String slug(HttpStatusCode status) {
        return switch (status.value()) {
            case 400 -> "invalid-request";
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 413 -> "too-large";
            case 415 -> "unsupported-media-type";
            case 503 -> "not-now";
            default -> {
                var known = HttpStatus.resolve(status.value());
                yield known == null
                        ? "status-" + status.value()
                        : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        };
    }
}

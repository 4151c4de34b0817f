package org.strainlake.lake.rucio;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.strainlake.http.Answer;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.lake.CatalogueRefusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Rucio's errors: the class decides; the status only where there is no class, or an unknown one. */
final class RucioErrors {
    /** The token is bad, expired, or its identity is not mapped: an operator can mend that. */
    static final String CANNOT_AUTHENTICATE = "CannotAuthenticate";

    private static final int BODY_BYTES = 64 * 1024;
    private static final Duration AFTER_UNAUTHENTICATED = Duration.ofSeconds(30);

    /** Classes that pass, whatever the status. */
    private static final Set<String> PASSING =
            Set.of("DatabaseException", "ResourceTemporaryUnavailable", "ServiceUnavailable");

    /** Classes that are final though some endpoints answer them with 500. */
    private static final Set<String> FINAL = Set.of(
            "AccessDenied",
            "DataIdentifierNotFound",
            "DataIdentifierAlreadyExists",
            "DuplicateContent",
            "DuplicateRule",
            "FileAlreadyExists",
            "FileConsistencyMismatch",
            "InsufficientAccountLimit",
            "InsufficientTargetRSEs",
            "InvalidObject",
            "InvalidReplicationRule",
            "InvalidRSEExpression",
            "ReplicaNotFound",
            "RSENotFound",
            "RuleNotFound",
            "ScopeNotFound",
            "UnsupportedOperation");

    private RucioErrors() {}

    /** Whether the server is ill, and does not merely disagree. */
    static boolean isIll(Answer answer) {
        return Peer.isIllByStatus(answer)
                && !FINAL.contains(answer.header("ExceptionClass").orElse(""));
    }

    /** Whether the answer is an error of that class. */
    static boolean isA(String exceptionClass, Answer answer) {
        return answer.status() >= 400
                && answer.header("ExceptionClass").orElse("").equals(exceptionClass);
    }

    /**
     * The failure that an error answer stands for: {@link CatalogueRefusal} if final, else {@link OutsideBusy}.
     * Reads the answer's body.
     */
    static IOException failure(Answer answer, Instant now) {
        var told = told(answer);
        if (told.type().equals(CANNOT_AUTHENTICATE)) {
            return new OutsideBusy(AFTER_UNAUTHENTICATED, "Rucio: " + told.type() + ": " + told.message());
        }
        boolean passes = PASSING.contains(told.type())
                || (!FINAL.contains(told.type()) && (answer.status() == 429 || Peer.isIllByStatus(answer)));
        if (passes) {
            return new OutsideBusy(
                    answer.retryAfter(now).orElseGet(OutsideBusy::shortPause),
                    "Rucio answered " + answer.status() + " " + told.type() + ": " + told.message());
        }
        return new CatalogueRefusal(told.type().isEmpty() ? "HTTP " + answer.status() : told.type(), told.message());
    }

    private static Told told(Answer answer) {
        String type = answer.header("ExceptionClass").orElse("");
        String message = answer.header("ExceptionMessage").orElse("");
        try {
            var body = JsonMapper.shared().readTree(answer.text(BODY_BYTES));
            return new Told(
                    body.path("ExceptionClass").asString(type),
                    body.path("ExceptionMessage").asString(message));
        } catch (JacksonException | IOException unreadable) {
            return new Told(type, message);
        }
    }

    private record Told(String type, String message) {}
}

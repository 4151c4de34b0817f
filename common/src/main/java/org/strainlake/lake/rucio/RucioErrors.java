package org.strainlake.lake.rucio;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.http.Answer;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.lake.CatalogueRefusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rucio's errors: the class decides; the status only where there is no class, or an unknown one. */
final class RucioErrors {
    /** The token is bad, expired, or its identity is not mapped: an operator can mend that. */
    static final String CANNOT_AUTHENTICATE = "CannotAuthenticate";

    private static final int BODY_BYTES = 64 * 1024;
    private static final int MESSAGE_CHARACTERS = 200;
    private static final Duration AFTER_UNAUTHENTICATED = Duration.ofSeconds(30);

    /** What to wait after an answer that is not Rucio's: a proxy's page does not go away at once. */
    private static final Duration AFTER_STRANGER = Duration.ofSeconds(5);

    /** Without a class of Rucio's these come from what stands before it: they pass, or an operator mends them. */
    private static final Set<Integer> OF_PROXIES = Set.of(401, 403, 404, 407, 408, 421, 425);

    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>(.*?)</title>");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\s]+");
    private static final String TRACEBACK = "Traceback (most recent call last):";

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
        String said = saidBy(answer, told);
        boolean passes = PASSING.contains(told.type())
                || (!FINAL.contains(told.type()) && (answer.status() == 429 || Peer.isIllByStatus(answer)));
        if (passes) {
            return new OutsideBusy(answer.retryAfter(now).orElseGet(OutsideBusy::shortPause), said);
        }
        if (told.type().isEmpty() && (answer.status() < 400 || OF_PROXIES.contains(answer.status()))) {
            return new OutsideBusy(answer.retryAfter(now).orElse(AFTER_STRANGER), said + " (not Rucio's own answer)");
        }
        return new CatalogueRefusal(told.type().isEmpty() ? "HTTP " + answer.status() : told.type(), told.message());
    }

    private static String saidBy(Answer answer, Told told) {
        return "Rucio answered " + answer.status() + (told.type().isEmpty() ? "" : " " + told.type())
                + (told.message().isEmpty() ? "" : ": " + told.message());
    }

    /** Whether a successful answer is labelled as Rucio labels objects and lists. */
    static boolean isJson(Answer answer) {
        return answer.header("Content-Type").orElse("").contains("json");
    }

    /** The failure that a success which is not Rucio's stands for. */
    static OutsideBusy stranger(Answer answer, @Nullable String text) {
        String line = usefulLine(text == null ? "" : text);
        return new OutsideBusy(
                AFTER_STRANGER,
                "Rucio answered " + answer.status() + " with "
                        + answer.header("Content-Type").orElse("no type")
                        + ", which is not Rucio's own answer" + (line.isEmpty() ? "" : ": " + line));
    }

    /** The failure that an error in the middle of a list stands for. */
    static OutsideBusy inList(JsonNode error) {
        var told = told(error, "", "");
        return new OutsideBusy(
                OutsideBusy.shortPause(), "Rucio's list ended with " + told.type() + ": " + told.message());
    }

    private static Told told(Answer answer) {
        String type = answer.header("ExceptionClass").orElse("");
        String message = answer.header("ExceptionMessage").orElse("");
        String text;
        try {
            text = answer.text(BODY_BYTES);
        } catch (IOException unreadable) {
            return new Told(type, usefulLine(message));
        }
        try {
            return told(JsonMapper.shared().readTree(text), type, message);
        } catch (JacksonException noJson) {
            return new Told(type, usefulLine(type.isEmpty() ? text : message));
        }
    }

    private static Told told(JsonNode body, String type, String message) {
        return new Told(
                body.path("ExceptionClass").asString(type),
                usefulLine(body.path("ExceptionMessage").asString(message)));
    }

    /** What an operator can use of a text: the error that a traceback ends with, a page's title, else the first line. */
    static String usefulLine(String text) {
        int traceback = text.lastIndexOf(TRACEBACK);
        if (traceback >= 0) {
            return text.substring(traceback + TRACEBACK.length())
                    .lines()
                    .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                    .findFirst()
                    .map(RucioErrors::shortened)
                    .orElse("a traceback");
        }
        var title = TITLE.matcher(text);
        if (title.find()) {
            return shortened(title.group(1));
        }
        return text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(RucioErrors::shortened)
                .orElse("");
    }

    private static String shortened(String line) {
        String plain = UNPRINTABLE.matcher(line).replaceAll(" ").strip();
        return plain.length() > MESSAGE_CHARACTERS ? plain.substring(0, MESSAGE_CHARACTERS) + "..." : plain;
    }

    private record Told(String type, String message) {}
}

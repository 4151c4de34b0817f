package org.strainlake.emulator.catalogue;

import java.io.Serial;

/** Rucio's way of saying no: a status, the name of one of its exceptions, and a text. */
public final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String exceptionClass;

    /**
     * A refusal.
     *
     * @param status HTTP status, which Rucio chooses unevenly
     * @param exceptionClass what callers decide by
     * @param message for people
     */
    public Refusal(int status, String exceptionClass, String message) {
        super(message, null, false, false);
        this.status = status;
        this.exceptionClass = exceptionClass;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Name of Rucio's exception. */
    public String exceptionClass() {
        return exceptionClass;
    }

    /** The same, under another status. */
    public Refusal withStatus(int other) {
        return new Refusal(other, exceptionClass, getMessage() == null ? "" : getMessage());
    }

    static Refusal didNotFound(String scope, String name) {
        return new Refusal(404, "DataIdentifierNotFound", "Data identifier '" + scope + ":" + name + "' not found");
    }

    static Refusal unsupported(String message) {
        return new Refusal(409, "UnsupportedOperation", message);
    }

    /** What the emulator does not do. */
    public static Refusal notImplemented(String what) {
        return new Refusal(501, "NotImplementedError", "the lake emulator does not do this: " + what);
    }
}

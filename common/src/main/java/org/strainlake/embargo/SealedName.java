package org.strainlake.embargo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import org.strainlake.lake.DataIdentifier;

/**
 * The DID of a sealed file. It is sealed into the file: under another DID the file does not open.
 *
 * @param did its name ends in {@code .sealed}, once
 */
public record SealedName(DataIdentifier did) {
    private static final String SUFFIX = ".sealed";

    public SealedName {
        if (!isSealed(did) || isSealed(plainOf(did))) {
            throw new IllegalArgumentException("not the name of a sealed file: " + did);
        }
    }

    /**
     * The name under which a file is sealed.
     *
     * @throws IllegalArgumentException if it is the name of a sealed file already, or too long
     */
    public static SealedName of(DataIdentifier plain) {
        return new SealedName(new DataIdentifier(plain.scope(), plain.name() + SUFFIX));
    }

    /**
     * Reads {@code scope:name}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    @JsonCreator
    public static SealedName parse(String text) {
        return new SealedName(DataIdentifier.parse(text));
    }

    /** Whether a name says that the file is sealed. */
    public static boolean isSealed(DataIdentifier did) {
        return did.name().endsWith(SUFFIX);
    }

    /** The name of what is in it. */
    public DataIdentifier plain() {
        return plainOf(did);
    }

    /** Written {@code scope:name}. */
    @JsonValue
    @Override
    public String toString() {
        return did.toString();
    }

    byte[] associatedData() {
        return did.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static DataIdentifier plainOf(DataIdentifier did) {
        return new DataIdentifier(
                did.scope(), did.name().substring(0, did.name().length() - SUFFIX.length()));
    }
}

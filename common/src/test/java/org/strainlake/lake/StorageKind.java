package org.strainlake.lake;

/**
 * In what storages differ that all keep the contract. A test of such a point says what each side of it does.
 *
 * @param rse name of its storage element
 * @param isProtected whether nobody is let in without a token
 * @param honoursConditionalPut whether {@code If-None-Match: *} protects a file that is there
 * @param givesDigestUnasked whether the digest comes without {@code Want-Digest}; XRootD then gives none, or one that it gave
 *     before for another file
 * @param showsWhatWasCutOff whether the beginning of a PUT that was cut off is shown
 */
public record StorageKind(
        String rse,
        boolean isProtected,
        boolean honoursConditionalPut,
        boolean givesDigestUnasked,
        boolean showsWhatWasCutOff) {
    /** As XRootD 5.5. */
    public static StorageKind xrootd(String rse, boolean isProtected) {
        return new StorageKind(rse, isProtected, false, false, true);
    }

    /** One that is careful in all of it. */
    public static StorageKind careful(String rse, boolean isProtected) {
        return new StorageKind(rse, isProtected, true, true, false);
    }
}

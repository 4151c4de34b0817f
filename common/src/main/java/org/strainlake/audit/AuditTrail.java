package org.strainlake.audit;

/** Takes entries; no way leads back. */
public interface AuditTrail {
    /**
     * Writes an entry and returns when it is durable. Whoever is about to give away what is proprietary, or to change who
     * may see it, calls this first.
     *
     * @throws AuditUnavailable if the entry is not durable within the configured patience; then the thing must not be
     *     done. The entry may still turn up, of something that was not done
     */
    void require(AuditEntry entry);

    /**
     * Takes an entry that is written soon, and waits for nothing: what cannot be taken is counted, logged, and told in
     * the trail when it can be written again.
     */
    void note(AuditEntry entry);
}

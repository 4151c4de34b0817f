package org.strainlake.emulator.catalogue;

import java.util.List;

/**
 * Who changes or asks.
 *
 * @param name name of the account
 * @param admin whether it has the attribute {@code admin}
 * @param scopes scopes it owns
 * @param quota whether it may have rules
 */
public record Account(String name, boolean admin, List<String> scopes, boolean quota) {
    public Account {
        scopes = List.copyOf(scopes);
    }

    /** Whether it may do everything. */
    public boolean isRoot() {
        return name.equals("root");
    }

    /** Whether it is root or an admin. */
    public boolean isPrivileged() {
        return admin || isRoot();
    }

    /** Whether it may add to the scope and change what is in it. */
    public boolean mayChange(String scope) {
        return isPrivileged() || scopes.contains(scope);
    }
}

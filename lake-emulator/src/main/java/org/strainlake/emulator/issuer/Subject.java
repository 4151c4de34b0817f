package org.strainlake.emulator.issuer;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * Whom a token speaks of.
 *
 * @param id what tokens carry as {@code sub}
 * @param groups given whenever groups are asked for
 * @param optionalGroups given only if asked for by name
 */
record Subject(String id, List<String> groups, List<String> optionalGroups) {
    private static final String GROUPS = "wlcg.groups";
    private static final String GROUP = GROUPS + ":";

    Subject {
        groups = List.copyOf(groups);
        optionalGroups = List.copyOf(optionalGroups);
    }

    /**
     * The groups that scopes ask for: those named first, in their order, then the others that are given anyway; a group
     * it does not belong to is left out without a word.
     */
    List<String> groupsFor(List<String> scopes) {
        var found = new LinkedHashSet<String>();
        boolean asked = false;
        for (var scope : scopes) {
            if (scope.startsWith(GROUP)) {
                asked = true;
                var group = scope.substring(GROUP.length());
                if (groups.contains(group) || optionalGroups.contains(group)) {
                    found.add(group);
                }
            } else if (scope.equals(GROUPS)) {
                asked = true;
            }
        }
        if (asked) {
            found.addAll(groups);
        }
        return List.copyOf(found);
    }
}

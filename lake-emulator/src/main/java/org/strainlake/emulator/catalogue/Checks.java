package org.strainlake.emulator.catalogue;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.storage.StorageElements;

/** What is looked at before anything is changed: the form of names, the values of metadata, what must be there. */
@Component
class Checks {
    private static final Pattern NAME = Pattern.compile("[/A-Za-z0-9][/A-Za-z0-9.\\-_]*");
    private static final Pattern SCOPE = Pattern.compile("[a-zA-Z_\\-.0-9]{1,25}");
    private static final int LONGEST_NAME = 250;

    private final Accounts accounts;
    private final StorageElements elements;

    Checks(Accounts accounts, StorageElements elements) {
        this.accounts = accounts;
        this.elements = elements;
    }

    static void form(String scope, String name) {
        if (!SCOPE.matcher(scope).matches()) {
            throw new Refusal(400, "InvalidObject", "Problem validating scope: '" + scope + "' does not match");
        }
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new Refusal(
                    400,
                    "InvalidObject",
                    "Problem validating did: '" + name + "' does not match '^[/A-Za-z0-9][/A-Za-z0-9\\\\.\\\\-_]*$'\n\n"
                            + "Failed validating 'pattern' in schema['properties']['name']:\n"
                            + "    {'description': 'Data Identifier name',\n     'type': 'string',\n"
                            + "     'maxLength': 250,\n     'pattern': '^[/A-Za-z0-9][/A-Za-z0-9\\\\.\\\\-_]*$'}\n\n"
                            + "On instance['name']:\n    '" + name + "'");
        }
    }

    static void metadata(Map<String, ? extends @Nullable Object> values) {
        if (values.get("datatype") != null) {
            throw new Refusal(
                    400,
                    "InvalidObject",
                    "The value " + values.get("datatype") + "' for the key datatype is not valid");
        }
    }

    void scope(String scope) {
        if (!accounts.scopeExists(scope)) {
            throw new Refusal(404, "ScopeNotFound", "Scope not found!");
        }
    }

    void rse(String rse) {
        if (elements.named(rse).isEmpty()) {
            throw StorageView.notFound(rse);
        }
    }

    static Refusal denied(Account by, String what) {
        return new Refusal(401, "AccessDenied", "Account " + by.name() + " " + what);
    }
}

package org.strainlake.emulator.catalogue;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** All accounts, from the settings. Immutable. */
@Component
public class Accounts {
    private final Map<String, Account> byName = new LinkedHashMap<>();
    private final Map<String, Account> bySubject = new LinkedHashMap<>();

    Accounts(CatalogueProperties properties) {
        for (var settings : properties.accounts()) {
            var account = new Account(settings.name(), settings.admin(), settings.scopes(), settings.quota());
            byName.put(account.name(), account);
            settings.subjects().forEach(subject -> bySubject.put(subject, account));
        }
    }

    /** All of them. */
    public Collection<Account> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The account of that name. */
    public Optional<Account> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The account that a subject of our issuer is mapped to. */
    public Optional<Account> ofSubject(String subject) {
        return Optional.ofNullable(bySubject.get(subject));
    }

    /** Whether any account owns the scope. */
    boolean scopeExists(String scope) {
        return byName.values().stream().anyMatch(account -> account.scopes().contains(scope));
    }
}

package org.strainlake.emulator.issuer;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who may log in. Thread-safe. */
@Component
class Users {
    private final Map<String, Known> byName = new HashMap<>();
    private final Map<String, Subject> bySubject = new HashMap<>();

    Users(IssuerProperties properties) throws IOException {
        for (var user : properties.users()) {
            var subject = user.asSubject();
            if (byName.put(user.name(), new Known(subject, Secret.in(user.passwordFile()))) != null
                    || bySubject.put(subject.id(), subject) != null) {
                throw new IllegalArgumentException("two users have the name or the subject of " + user.name());
            }
        }
    }

    private record Known(Subject subject, Secret password) {}

    /** Empty if there is no such user or the password is another; nobody learns which. */
    Optional<Subject> byPassword(String name, String password) {
        return Optional.ofNullable(byName.get(name))
                .filter(known -> known.password().is(password))
                .map(Known::subject);
    }

    Optional<Subject> bySubject(String id) {
        return Optional.ofNullable(bySubject.get(id));
    }
}

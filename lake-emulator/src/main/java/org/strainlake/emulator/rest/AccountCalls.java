package org.strainlake.emulator.rest;

import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.catalogue.Account;
import org.strainlake.emulator.catalogue.Accounts;
import org.strainlake.emulator.catalogue.Refusal;
import org.strainlake.emulator.catalogue.StorageView;

/** Accounts and scopes; they come from the settings and cannot be changed here. */
@Component
class AccountCalls {
    private final Answers answers;
    private final Accounts accounts;
    private final StorageView storages;

    AccountCalls(Answers answers, Accounts accounts, StorageView storages) {
        this.answers = answers;
        this.accounts = accounts;
        this.storages = storages;
    }

    private Account named(ServerRequest request) {
        var name = request.pathVariable("account");
        return accounts.named(name)
                .orElseThrow(
                        () -> new Refusal(404, "AccountNotFound", "Account with ID '" + name + "' cannot be found"));
    }

    /** A redirect with a relative address, as Rucio's. */
    ServerResponse whoAmI(ServerRequest request) {
        var name = RucioRoutes.account(request).name();
        return ServerResponse.status(303)
                .header("Location", name)
                .contentType(MediaType.TEXT_HTML)
                .body("<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
                        + "<p>You should be redirected automatically to the target URL: <a href=\"" + name + "\">"
                        + name + "</a>. If not, click the link.\n");
    }

    ServerResponse get(ServerRequest request) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("suspended_at", null);
        row.put("status", "ACTIVE");
        row.put("created_at", null);
        row.put("email", null);
        row.put("account_type", "SERVICE");
        row.put("account", named(request).name());
        row.put("deleted_at", null);
        row.put("updated_at", null);
        return answers.json(row);
    }

    ServerResponse attributes(ServerRequest request) {
        var attribute = new LinkedHashMap<String, Object>();
        attribute.put("key", "admin");
        attribute.put("value", true);
        return answers.json(named(request).admin() ? List.of(attribute) : List.of());
    }

    /** Python's {@code Infinity}, which is no JSON. */
    ServerResponse limits(ServerRequest request) {
        var limits = named(request).quota()
                ? storages.all()
                        .map(rse -> "\"" + rse.get("rse") + "\": Infinity")
                        .toList()
                : List.<String>of();
        return answers.text(200, MediaType.APPLICATION_JSON, "{" + String.join(", ", limits) + "}");
    }

    ServerResponse scopes(ServerRequest request) {
        return answers.json(named(request).scopes());
    }

    ServerResponse allScopes(ServerRequest request) {
        return answers.json(accounts.all().stream()
                .flatMap(account -> account.scopes().stream())
                .distinct()
                .toList());
    }
}

package org.strainlake.emulator;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;
import org.springframework.web.util.UriComponentsBuilder;

/** A person's browser without scripts: it keeps cookies, finds fields by their labels, and follows no redirect. */
final class Browser {
    private final Connection session = Jsoup.newSession().followRedirects(false).ignoreHttpErrors(true);

    Connection.Response open(URI address) throws IOException {
        return session.newRequest(address.toString()).execute().readFully();
    }

    Connection.Response logIn(Connection.Response page, String name, String password) throws IOException {
        var form = form(page);
        labelled(form, "User name").val(name);
        labelled(form, "Password").val(password);
        return form.submit().execute().readFully();
    }

    Connection.Response cancel(Connection.Response page) throws IOException {
        return form(page).submit().data("cancel", "1").execute();
    }

    static FormElement form(Connection.Response page) throws IOException {
        return page.parse().expectForm("form");
    }

    static Element labelled(FormElement form, String text) {
        var label = form.select("label").stream()
                .filter(one -> one.text().equals(text))
                .findFirst()
                .orElseThrow();
        return form.expectFirst("#" + label.attr("for"));
    }

    /** The parameters that an answer sends back to the client. */
    static Map<String, String> sentBack(Connection.Response answer) {
        return UriComponentsBuilder.fromUriString(answer.header("Location"))
                .build()
                .getQueryParams()
                .toSingleValueMap();
    }
}

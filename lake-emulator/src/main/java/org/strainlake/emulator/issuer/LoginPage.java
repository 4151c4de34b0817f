package org.strainlake.emulator.issuer;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.HtmlUtils;

/** The pages that people see: the login, and what is said when nothing leads back to the client. No script. */
final class LoginPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
            body { margin: 0; }
            main { max-width: 24rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
            label { display: block; margin-top: 1rem; }
            input, button { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: 0 .75rem; font: inherit; }
            button { margin-top: 1rem; }
            :focus-visible { outline: 3px solid; outline-offset: 2px; }
            [role=alert] { border-left: .3rem solid; padding-left: .75rem; font-weight: bold; }
            """;

    private static final String STYLE_HASH = hash(STYLE);

    private static final String FORM = """
            <h1>Sign in</h1>
            <p>to continue to <strong>%s</strong></p>
            %s<form method="post" action="/login">
            <input type="hidden" name="login" value="%s">
            <label for="username">User name</label>
            <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required%s>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required%s>
            <button type="submit">Sign in</button>
            <button type="submit" name="cancel" value="1" formnovalidate>Cancel</button>
            </form>
            """;

    private static final String COMPLAINT = """
            <p id="complaint" role="alert">User name or password is wrong.</p>
            """;

    private static final String MARKED = " aria-invalid=\"true\" aria-describedby=\"complaint\"";

    private LoginPage() {}

    /**
     * The form, as it is first seen.
     *
     * @param login what the form brings back
     * @param redirectUri where the login will lead: browsers hold a form's answer to the policy as well
     * @param cookie what ties the form to this browser
     */
    static ServerResponse form(String client, String login, URI redirectUri, ResponseCookie cookie) {
        return page(HttpStatus.OK, "'self' " + origin(redirectUri))
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .body(html("Sign in", FORM.formatted(escaped(client), "", escaped(login), " autofocus", "")));
    }

    /** The form once more, after a wrong name or password. */
    static ServerResponse formAgain(String client, String login, URI redirectUri) {
        return page(HttpStatus.BAD_REQUEST, "'self' " + origin(redirectUri))
                .body(html(
                        "Error: Sign in",
                        FORM.formatted(escaped(client), COMPLAINT, escaped(login), MARKED + " autofocus", MARKED)));
    }

    /** What is wrong, for people: it is nothing that the client may be told. */
    static ServerResponse refusal(HttpStatus status, String why) {
        var content = """
            <h1>This login cannot go on</h1>
            <p role="alert">%s</p>
            """.formatted(escaped(why));
        return page(status, "'none'").body(html("This login cannot go on", content));
    }

    private static ServerResponse.BodyBuilder page(HttpStatus status, String formsLeadTo) {
        return ServerResponse.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src '" + STYLE_HASH + "'; base-uri 'none'; frame-ancestors 'none'; "
                                + "form-action " + formsLeadTo)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff");
    }

    private static String html(String title, String content) {
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>%s</style>
            </head>
            <body>
            <main>
            %s</main>
            </body>
            </html>
            """.formatted(title, STYLE, content);
    }

    private static String origin(URI uri) {
        return uri.getRawAuthority() == null ? uri.getScheme() + ":" : uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text);
    }

    private static String hash(String style) {
        try {
            var sum = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package org.strainlake.token;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.strainlake.problem.Problems;

/** Answers callers whose token is missing, refused or too weak: a problem detail, and the challenge of RFC 6750. */
final class BearerProblems implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {
    private static final Duration KEYS_MAY_BE_BACK_IN = Duration.ofSeconds(30);

    private final RefusalListener refusals;

    BearerProblems(RefusalListener refusals) {
        this.refusals = refusals;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        commence(request, response, e);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (e instanceof AuthenticationServiceException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(KEYS_MAY_BE_BACK_IN.toSeconds()));
            Problems.write(
                    request,
                    response,
                    Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "issuer-unreachable",
                            "Tokens cannot be judged now",
                            "The issuer's keys are not to be had."));
        } else if (e instanceof OAuth2AuthenticationException refused) {
            var error = refused.getError();
            var why = error.getDescription() == null ? "the token is refused" : error.getDescription();
            refusals.refused(request, null, HttpStatus.UNAUTHORIZED.value(), why);
            response.setHeader(
                    HttpHeaders.WWW_AUTHENTICATE,
                    "Bearer error=\"" + error.getErrorCode() + "\", error_description=\"" + why.replace('"', '\'')
                            + "\"");
            Problems.write(
                    request,
                    response,
                    Problems.of(HttpStatus.UNAUTHORIZED, "invalid-token", "The token is refused", why));
        } else {
            refusals.refused(request, null, HttpStatus.UNAUTHORIZED.value(), "no token");
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            Problems.write(
                    request,
                    response,
                    Problems.of(
                            HttpStatus.UNAUTHORIZED,
                            "token-missing",
                            "A token is needed",
                            "Send an access token of the experiment's issuer as bearer token."));
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        refusals.refused(
                request,
                SecurityContextHolder.getContext().getAuthentication(),
                HttpStatus.FORBIDDEN.value(),
                "the token does not allow it");
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
        Problems.write(
                request,
                response,
                Problems.of(
                        HttpStatus.FORBIDDEN,
                        "forbidden",
                        "The token does not allow this",
                        "Neither the token's scopes nor its groups or client allow it, whether or not there is"
                                + " anything at this address."));
    }
}

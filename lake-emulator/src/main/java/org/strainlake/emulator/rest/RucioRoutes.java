package org.strainlake.emulator.rest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.catalogue.Account;
import org.strainlake.emulator.catalogue.Refusal;

/** The paths of Rucio that are known here. Any other is answered 501. */
@Configuration(proxyBeanMethods = false)
class RucioRoutes {
    private static final String ACCOUNT = RucioRoutes.class.getName() + ".account";

    private final Answers answers;
    private final Logins logins;

    RucioRoutes(Answers answers, Logins logins) {
        this.answers = answers;
        this.logins = logins;
    }

    /** The account that a request comes from; there is one on every path behind the check. */
    static Account account(ServerRequest request) {
        return (Account) request.attribute(ACCOUNT).orElseThrow();
    }

    @Bean
    @Order(1)
    RouterFunction<ServerResponse> rucio(
            OpenCalls open,
            AccountCalls accounts,
            RseCalls rses,
            DidCalls dids,
            ReplicaCalls replicas,
            RuleCalls rules) {
        var anybody = RouterFunctions.route()
                .GET("/ping", open::ping)
                .GET("/auth/userpass", open::login)
                .GET("/auth/validate", open::validate)
                .POST("/traces", open::trace)
                .POST("/traces/", open::trace)
                .build();
        var known = RouterFunctions.route()
                .GET("/accounts/whoami", accounts::whoAmI)
                .GET("/accounts/{account}", accounts::get)
                .GET("/accounts/{account}/attr/", accounts::attributes)
                .GET("/accounts/{account}/limits", accounts::limits)
                .GET("/accounts/{account}/scopes/", accounts::scopes)
                .GET("/scopes/", accounts::allScopes)
                .GET("/rses/", rses::list)
                .GET("/rses", rses::list)
                .GET("/rses/{rse}", rses::get)
                .GET("/rses/{rse}/attr/", rses::attributes)
                .GET("/rses/{rse}/attr", rses::attributes)
                .GET("/rses/{rse}/protocols", rses::protocols)
                .GET("/rses/{rse}/lfns2pfns", rses::addresses)
                .POST("/dids", dids::addMany)
                .POST("/dids/", dids::addMany)
                .POST("/dids/attachments", dids::attachMany)
                .POST("/dids/bulkmeta", dids::metadataOfMany)
                .GET("/dids/{scope}/dids/search", dids::search)
                .GET("/dids/{scope}/{name}", dids::get)
                .POST("/dids/{scope}/{name}", dids::add)
                .GET("/dids/{scope}/{name}/dids", dids::content)
                .POST("/dids/{scope}/{name}/dids", dids::attach)
                .DELETE("/dids/{scope}/{name}/dids", dids::detach)
                .GET("/dids/{scope}/{name}/files", dids::files)
                .GET("/dids/{scope}/{name}/parents", dids::parents)
                .GET("/dids/{scope}/{name}/meta", dids::metadata)
                .POST("/dids/{scope}/{name}/meta", dids::describe)
                .POST("/dids/{scope}/{name}/meta/{key}", dids::describeOne)
                .PUT("/dids/{scope}/{name}/status", dids::setStatus)
                .GET("/dids/{scope}/{name}/rules", rules::ofDid)
                .POST("/rules/", rules::add)
                .POST("/rules", rules::add)
                .GET("/rules/", rules::list)
                .GET("/rules", rules::list)
                .GET("/rules/{rule}", rules::get)
                .PUT("/rules/{rule}", rules::update)
                .DELETE("/rules/{rule}", rules::delete)
                .GET("/rules/{rule}/locks", rules::locks)
                .POST("/replicas", replicas::add)
                .PUT("/replicas", replicas::setStates)
                .DELETE("/replicas", replicas::delete)
                .POST("/replicas/list", replicas::list)
                .POST("/replicas/bad", replicas::declareBad)
                .GET("/replicas/{scope}/{name}", replicas::listOne)
                .filter(this::authenticated)
                .build();
        return RouterFunctions.route()
                .add(anybody)
                .add(known)
                .route(RequestPredicates.all(), request -> {
                    throw Refusal.notImplemented(request.method() + " " + request.path());
                })
                .onError(Refusal.class, (failure, _) -> answers.refusal((Refusal) failure))
                .build();
    }

    private ServerResponse authenticated(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
        var token = request.headers().firstHeader("X-Rucio-Auth-Token");
        if (token == null) {
            throw new Refusal(400, "ValueError", "Token must be set.");
        }
        var login = logins.byToken(token)
                .orElseThrow(
                        () -> new Refusal(401, "CannotAuthenticate", "Cannot authenticate with given credentials"));
        request.attributes().put(ACCOUNT, login.account());
        return next.handle(request);
    }
}

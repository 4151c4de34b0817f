package org.strainlake.notification.inbound;

/** ActiveMQ is there again after it was away: what it told meanwhile may be lost. */
public record BrokerReconnected() {}

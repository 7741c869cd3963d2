/** Apache Kafka as a way out for the events of subscriptions; there is none unless the operator names its brokers. */
package dev.guildhall.events.internal.kafka;

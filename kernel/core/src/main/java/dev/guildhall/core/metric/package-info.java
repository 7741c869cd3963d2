/** What modules share that count and time what they do, for operators. */
package dev.guildhall.core.metric;

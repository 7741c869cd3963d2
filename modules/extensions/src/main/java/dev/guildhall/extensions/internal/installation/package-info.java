/** What is installed where: plans, their execution in one transaction, changes and removal. */
package dev.guildhall.extensions.internal.installation;

/**
 * The one way to the database: jOOQ writes the SQL, the reactive PostgreSQL client runs it, and every statement runs
 * in a transaction of one {@link dev.guildhall.core.id.Tenant}. Row-level security shows it that tenant's rows, or all when
 * it is the platform's, whatever a statement says.
 *
 * <p>A transaction of the {@linkplain dev.guildhall.core.id.Tenant#PLATFORM platform} is not held by row-level security,
 * so it is for work that is no workspace's:
 *
 * <ul>
 *   <li>what belongs to the platform itself: accounts, passwords, second factors, sessions, tokens, signing keys and the key that SAML providers know
 *       (identity), with the links by which accounts are recovered and the devices that they know,
 *       Idempotency-Keys, apps and their keys (tenancy), the marketplace's entries and artifacts and the keys of its
 *       publishers (extensions), the platform's agents (agents), portal gateways and the keys of the secure channel (surfaces), how many invitations there
 *       were in a day (membership), mails, and the platform's events, subscriptions to them and audit log;
 *   <li>what is found before it is known in which workspace: an invitation by its secret or address, a workspace by its
 *       key, the connection of a directory by its token (scim), an application, its codes and its tokens by what it presents, and
 *       the devices that wait for somebody (oauth);
 *   <li>what is one person's in all workspaces: whether an organization of theirs wants a second factor of them (identity),
 *       the lists of those they can see, of the organizations
 *       they can see and of the invitations to their address, their memberships with the strongest role in each, how
 *       many they own, and the consents that they have given to applications, which end their sessions, and which may be of no organization
 *       (oauth);
 *       what follows in one of them is done {@linkplain dev.guildhall.core.database.Tx#within within} it where it tells the
 *       platform nothing;
 *   <li>what reaches from an organization into its workspaces: who belongs to it and to its teams, with what they were there and
 *       have offered ending in the same transaction (membership), workspaces made in it or moved, and what it holds;
 *   <li>what the directory of an organization says of its people, as far as their accounts are made or changed by it and
 *       end what they had in its workspaces: each statement names the organization (scim);
 *   <li>what one workspace lets another use: grants of agents, which are recorded on both sides, and the agents that are
 *       granted (agents);
 *   <li>a workspace that comes out of an archive, as far as accounts are made for its members; all else of it is done
 *       within it, and the fact is told in the platform's log, as is that of one which goes into an archive (archive);
 *   <li>the end of a workspace or of an organization, whose fact outlives it in the platform's log; the rest of a
 *       workspace's is done within it;
 *   <li>the dispatcher, which reads the events of all tenants in the order of their commits;
 *   <li>the workers: which nodes run, and what of all workspaces is due, claimed, left behind or waits (events, mail,
 *       the domains that are to be looked for (identity), the jobs of extensions and what they wrote to be published, the installations that a new release comes to by
 *       itself, and the runs of agents, with what nodes tell each other of answers in the making, of who follows
 *       sessions and of extensions that are being upgraded);
 *   <li>maintenance: purging deleted workspaces, forgetting what is too old, and finding what extensions' storage left to
 *       be adopted or ended, backups, copies of upgrades, tried migrations and what installations left unfinished
 *       included. What is found in a workspace is then worked on as the workspace's. A connection of an extension that
 *       does not end is ended from here as well.
 * </ul>
 *
 * <p>A statement that takes values is a {@link dev.guildhall.core.database.ParameterizedSql}: its places name the part of
 * a typed argument that each takes. What is written of a row stands once, in
 * {@link dev.guildhall.core.database.Columns}. A statement that jOOQ has no words for is written as text with the same
 * places, and names tables of its own module only.
 */
package dev.guildhall.core.database;

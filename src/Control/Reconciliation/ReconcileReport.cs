namespace GridFlow.Control.Reconciliation;

/// <summary>What <c>gridflow reconcile --json</c> writes.</summary>
/// <param name="Ok">Whether all agree.</param>
/// <param name="Since">First moment of the range; null for the oldest record.</param>
/// <param name="Until">First moment that counts no longer; null for the newest record.</param>
/// <param name="Rows">The comparisons.</param>
internal sealed record ReconcileReport(bool Ok, DateTimeOffset? Since, DateTimeOffset? Until, IReadOnlyList<ReconciledRow> Rows)
{
    /// <summary>Of rows.</summary>
    public static ReconcileReport Of(DateTimeOffset? since, DateTimeOffset? until, IReadOnlyList<ReconciledRow> rows) => new(rows.All(row => row.Ok), since, until, rows);
}

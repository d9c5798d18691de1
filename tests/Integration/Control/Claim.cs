namespace GridFlow.Integration.Control;

/// <summary>One anomaly: the reading it is about and what is claimed of it.</summary>
/// <param name="Partition">Partition of the reading.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Type">The rule that spoke.</param>
/// <param name="Channel">The channel it is about.</param>
/// <param name="MeterId">The meter.</param>
/// <param name="Threshold">Threshold that was used; 0 for a status.</param>
/// <param name="Deviation">In standard deviations, signed; 0 for a status.</param>
internal sealed record Claim(int Partition, long Offset, string Type, string Channel, string MeterId, double Threshold, double Deviation)
{
    /// <summary>What may be there once.</summary>
    public (int Partition, long Offset, string Type) Identity => (Partition, Offset, Type);

    /// <summary>Whether a threshold decides about it.</summary>
    public bool IsDeviation => Channel != "STATUS";
}

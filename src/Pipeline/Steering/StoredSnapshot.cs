namespace GridFlow.Steering;

/// <summary>A snapshot in the store.</summary>
/// <param name="Id">Its name for <c>gridflow checkpoint inspect</c>: group/topic/partition/offset.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Next offset to read behind it.</param>
/// <param name="StoredAt">When it was taken.</param>
/// <param name="StoredBytes">Its size in the store.</param>
public sealed record StoredSnapshot(string Id, int Partition, long Offset, DateTimeOffset StoredAt, long StoredBytes);

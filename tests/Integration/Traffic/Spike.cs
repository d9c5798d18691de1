namespace GridFlow.Integration.Traffic;

/// <summary>A reading that any detector with a full enough window must find.</summary>
/// <param name="Meter">Number of the meter.</param>
/// <param name="Index">How many readings the meter has sent before it.</param>
/// <param name="MeterId">Its meter.</param>
/// <param name="EventTimeMs">Its time.</param>
internal readonly record struct Spike(int Meter, int Index, string MeterId, long EventTimeMs);

namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>Reads partitions of the topic from given offsets. For one caller at a time.</summary>
internal interface ITopicCursor : IDisposable
{
    /// <summary>Goes on from these offsets, in these partitions and in no others.</summary>
    void Place(IReadOnlyCollection<(int Partition, long Offset)> places);

    /// <summary>What comes next; the caller's thread waits for it.</summary>
    /// <param name="most">At most so many steps.</param>
    /// <param name="wait">How long to wait for the first; none means that nothing came.</param>
    /// <exception cref="PositionLostException">A position is no longer there.</exception>
    IReadOnlyList<TopicStep> Read(int most, TimeSpan wait);
}

namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>The topic of anomalies, as readers of what is committed see it. Every call is one try.</summary>
internal interface IAnomalyTopic
{
    /// <summary>Which topic it is.</summary>
    /// <exception cref="TopicUnavailableException">Nobody answers.</exception>
    Task<TopicShape> LookAsync(CancellationToken cancellationToken);

    /// <summary>The oldest record of every partition.</summary>
    /// <exception cref="TopicUnavailableException">Nobody answers.</exception>
    Task<TopicPositions> BeginAsync(int partitions, CancellationToken cancellationToken);

    /// <summary>The end of what is committed.</summary>
    /// <exception cref="TopicUnavailableException">Nobody answers.</exception>
    Task<TopicPositions> EndAsync(int partitions, CancellationToken cancellationToken);

    /// <summary>A place in front of everything that was written at a time or later.</summary>
    /// <exception cref="TopicUnavailableException">Nobody answers.</exception>
    Task<TopicPositions> AtAsync(int partitions, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Nobody reads any more: takes back what it has said on the board of conditions.</summary>
    void Rest();

    /// <summary>A reader of one's own; it reads nothing before it is placed.</summary>
    ITopicCursor Open();
}

using Xunit;

namespace GridFlow.Control.Services.Anomalies.Topic;

public sealed class SharedQuestionTests : IDisposable
{
    private readonly List<(int About, TaskCompletionSource Turn, TaskCompletionSource<int> Answer, TaskCompletionSource Begun)> _asked = [];
    private readonly SemaphoreSlim _news = new(0);
    private readonly SharedQuestion<int, int> _question;

    public SharedQuestionTests() => _question = new SharedQuestion<int, int>(AskAsync);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public void Dispose() => _news.Dispose();

    [Fact]
    public async Task Ask_WhileItWaitsForItsTurn_SharesTheAnswer()
    {
        var all = Enumerable.Range(0, 100).Select(_ => _question.AskAsync(4, Limit)).ToList();
        await _news.WaitAsync(Limit);
        _asked[0].Turn.SetResult();
        _asked[0].Answer.SetResult(7);

        Assert.All(await Task.WhenAll(all), answer => Assert.Equal(7, answer));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Ask_AfterItHasBegun_IsAskedAnew()
    {
        var first = _question.AskAsync(4, Limit);
        await _news.WaitAsync(Limit);
        _asked[0].Turn.SetResult();
        await _asked[0].Begun.Task.WaitAsync(Limit);
        var second = _question.AskAsync(4, Limit);
        await _news.WaitAsync(Limit);
        _asked[0].Answer.SetResult(1);
        _asked[1].Turn.SetResult();
        _asked[1].Answer.SetResult(2);

        Assert.Equal((1, 2), (await first, await second));
    }

    [Fact]
    public async Task Ask_AboutSomethingElse_IsAnotherQuestion()
    {
        var (four, five) = (_question.AskAsync(4, Limit), _question.AskAsync(5, Limit));
        await _news.WaitAsync(Limit);
        await _news.WaitAsync(Limit);
        foreach (var asked in _asked)
        {
            asked.Turn.SetResult();
            asked.Answer.SetResult(asked.About);
        }

        Assert.Equal((4, 5), (await four, await five));
    }

    [Fact]
    public async Task Ask_GivenUpByTheFirst_AnswersTheOthers()
    {
        using var leaves = new CancellationTokenSource();
        var (first, second) = (_question.AskAsync(4, leaves.Token), _question.AskAsync(4, Limit));
        await _news.WaitAsync(Limit);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _asked[0].Turn.SetResult();
        _asked[0].Answer.SetResult(7);

        Assert.Equal(7, await second);
    }

    [Fact]
    public async Task Ask_WithoutAnAnswer_FailsAllAndIsAskedAnewByTheNext()
    {
        var (first, second) = (_question.AskAsync(4, Limit), _question.AskAsync(4, Limit));
        await _news.WaitAsync(Limit);
        _asked[0].Turn.SetResult();
        _asked[0].Answer.SetException(new TopicUnavailableException("down", new TimeoutException()));
        await Assert.ThrowsAsync<TopicUnavailableException>(() => first);
        await Assert.ThrowsAsync<TopicUnavailableException>(() => second);
        var third = _question.AskAsync(4, Limit);
        await _news.WaitAsync(Limit);
        _asked[1].Turn.SetResult();
        _asked[1].Answer.SetResult(7);

        Assert.Equal(7, await third);
    }

    private async Task<int> AskAsync(int about, Action begins)
    {
        var asked = (about, Turn: New(), Answer: new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously), Begun: New());
        lock (_asked)
        {
            _asked.Add(asked);
        }

        _news.Release();
        await asked.Turn.Task;
        begins();
        asked.Begun.SetResult();
        return await asked.Answer.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

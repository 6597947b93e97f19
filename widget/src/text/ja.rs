//! Japanese.

use super::Text;
use crate::fault::{Fault, Remedy};
use crate::ringdesk_phone::Presence;

pub static TEXT: Text = Text {
    code: "ja",

    phone: "電話",
    open_phone: "電話を開く",
    minimise: "最小化",
    menu: "メニュー",
    change_state: "状態を変更",
    presence,
    presence_means,
    state_locked: "先に通話を終えてください",
    connected: "接続済み",
    connecting: "接続中…",
    reconnecting: "再接続中…",
    reconnecting_means: "接続が戻るまで電話は受けられません。",
    reconnecting_in_call: "この通話の音声はそのまま続きます。",
    ring_sound: "着信音",
    shortcuts: "キーボード操作",
    log_in: "ログイン",
    log_out: "ログアウト",
    logging_in: "ログイン中…",
    logging_in_means: "アカウントと回線を確認しています。",
    logged_out: "ログアウトしています",
    logged_out_means: "ログインすると電話の発着信ができます。",
    no_account: "このページには電話のアカウントが設定されていません",

    dial_label: "名前または番号",
    dial_placeholder: "名前または番号",
    dial_pad: "ダイヤルパッド",
    backspace: "最後の数字を消す",
    call: "電話をかける",
    call_needs_number: "先に名前か番号を入力してください",
    call_needs_link: "接続をお待ちください",
    stripped: "貼り付けた内容から数字と + # * : だけを残しました",
    number_characters: "番号に使えるのは数字と + # * : だけです",
    number_plus: "+ は先頭、国番号の前にだけ置けます",
    number_forbidden: "ここからはかけられない番号です",
    number_short: |least| format!("番号は{least}桁以上にしてください"),
    number_long: |most| format!("番号は{most}桁以下にしてください"),
    suggestions: "候補",
    colleague: "同僚",
    contact: "連絡先",
    recent: "最近の通話",
    recent_none: "最近の通話5件がここに並びます。",
    call_incoming: "着信",
    call_outgoing: "発信",
    call_missed: "不在着信",
    call_number: |who| format!("{who}に電話をかける"),
    just_now: "今",
    minutes_ago: |n| format!("{n}分前"),
    hours_ago: |n| format!("{n}時間前"),
    days_ago: |n| format!("{n}日前"),

    incoming_call: "着信",
    through: |queue| format!("{queue}経由"),
    direct: "直通の電話",
    ringing_for: "呼出時間",
    answer: "応答",
    answering: "接続しています…",
    decline: "拒否",
    announce_incoming: |who, how| format!("着信: {who}、{how}"),

    dialling: "発信中…",
    ringing: "呼び出し中…",
    queued: "順番待ち",
    queued_at: |position| format!("順番待ち {position}番目"),
    in_call: "通話中",
    ending: "終了しています…",
    mute: "消音",
    muted: "消音中",
    muted_means: "相手にこちらの声は聞こえません",
    held: "保留中",
    held_means: "相手が通話を保留しています",
    returning: "通話に戻っています…",
    returning_means: "まもなく通話が続きます",
    unheard: "音声なし",
    unheard_means: "相手の音声が届いていません",
    keypad: "キーパッド",
    keys_sent: "送ったキー",
    end: "終了",
    cancel: "取消",
    copy_number: "番号をコピー",
    copied: "コピーしました",
    unknown_caller: "不明な発信者",

    controls: [
        "応答",
        "拒否",
        "終了",
        "保留",
        "再開",
        "ミュート",
        "キー",
        "転送",
        "相談",
        "並行通話",
        "回線切替",
        "転送を完了",
        "相談を終了",
        "会議",
        "通話を統合",
        "参加者を追加",
        "退席させる",
        "退出",
        "全員を終了",
        "録音",
        "録音を一時停止",
        "強制終了",
    ],
    refusals: [
        "相手が応答してから使えます",
        "通話は終わっています",
        "先に保留を解除してください",
        "保留中の通話ではありません",
        "すでに保留中です",
        "前の操作が終わるまでお待ちください",
        "すでに二つの回線を使っています",
        "ほかの回線がありません",
        "並行通話中は転送できません。先に並行通話を終えてください",
        "最初の相手が退出しました。切ってかけ直してください",
        "会議中は統合できません。先に一人が退出する必要があります",
        "会議中は保留できません",
        "会議中は操作できません",
        "会議ではありません",
        "進行中の相談がありません",
        "会議は相談中にだけ始められます",
        "担当者だけが操作できます",
        "相談を始めた人だけが操作できます",
        "この電話では使えない機能です",
        "録音中の通話ではありません",
        "これ以上参加者を追加できません",
        "アナウンスを再生しています",
        "今は操作できません",
    ],
    standings: [
        "",
        "保留しています…",
        "保留中",
        "再開しています…",
        "相談を依頼中",
        "相談中",
        "相談を保留中",
        "会議中",
        "転送しています…",
        "アナウンス中…",
    ],
    about: "{} さんの件で相談",
    members: "会議の参加者",
    remove: "{} を退席させる",
    transferring_to: "{} に転送しています…",
    transferring_means: "{} さんは応答があるまで保留で待ちます。",
    transfer_failed: "{} に転送できませんでした",
    still_here: "{} さんとはつながったままです。",
    choose_another: "別の相手を選ぶ",
    answers: ["保留して応答", "切って応答", "参加を許可"],
    not_reached: "{} につながりませんでした",
    listening: "聞くだけ",
    listening_means: "こちらの声は届きません",
    speak: "話す",
    recording: "録音中",
    recording_paused: "停止中",
    recording_resume: "録音を再開",
    ask_merge: (
        "二つの通話を統合しますか？",
        "{}: 互いの声が聞こえ、三人で話せます。",
    ),
    ask_end: (
        "全員の通話を終了しますか？",
        "ほかの参加者の通話も終わります。退出を選ぶと、残りの人は通話を続けられます。",
    ),
    ask_terminate: (
        "通話を強制終了しますか？",
        "{}: 次のアナウンスが最後まで流れてから通話が終わります。こちらの声は届かなくなります。",
    ),
    announcement: "不適切な発言があったため、通話を終了いたします。ご了承ください。",
    actions: "通話の操作",
    actions_short: "操作",
    seek: "名前、チーム、キュー、番号",
    refresh: "一覧を更新",
    looking: "検索中…",
    look_failed: "一覧を取得できません。番号は直接入力できます。",
    nobody: "該当する相手がいません",
    kinds: [
        "番号",
        "担当者",
        "チーム",
        "キュー",
        "連絡先",
        "よく使う番号",
    ],
    available_count: "{}人 待機中",
    waiting_count: "{}人 待ち",
    in_wrap_up: "後処理中のため、つなげません",
    only_available: "直接転送できるのは待機中の担当者だけです。先に相談してください",
    keep_frequent: "よく使う番号",

    ticket_searching: "この通話のチケットを探しています…",
    ticket_waiting: "ヘルプデスクが応答しません。応答しだいチケットを作成します。",
    ticket_open: "開く",
    notes: "メモ",
    notes_placeholder: "通話の内容",
    tags: "タグ",
    tags_placeholder: "タグを追加",
    tag_remove: |tag| format!("タグ「{tag}」を外す"),
    subject_from: |who| format!("{who}からの電話"),
    subject_to: |who| format!("{who}への電話"),
    call_lasted: |who, time| format!("{who}との通話、{time}"),
    call_ended: "通話終了",
    ended_by_them: "相手が切りました",
    ended_by_you: "こちらから切りました",
    ended_by_network: "接続が切れました",
    done: "完了",
    done_means: "メモとタグをチケットに残し、受付可に戻ります",
    saved: "入力と同時に保存されます",

    fault,
    remedy,
    close: "閉じる",
    hide: "メッセージを隠す",
    microphone_steps: [
        "アドレスバーの左端のアイコンを押します。",
        "マイクを「許可」にします。",
        "ここに戻って、もう一度お試しください。",
    ],

    meet_name: "お名前",
    meet_name_means: "お呼びするために伺います。",
    meet_start: "通話を始める",
    meet_connecting: "接続中…",
    meet_microphone: "マイクの使用を聞かれたら「許可」を選んでください。",
    meet_calling: "呼び出し中…",
    meet_waiting: |position| format!("{position}番目にお待ちです"),
    meet_waiting_means: "順番にお受けしています。このままお待ちください。",
    meet_waited: "待ち時間",
    meet_talking: "通話中",
    meet_talking_with: |who| format!("{who}と通話中"),
    meet_ended: "通話が終わりました",
    meet_ended_means: "お電話ありがとうございました。",
    meet_again: "もう一度かける",
    meet_leave: "やめる",
    meet_fault,
};

fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::LoggedOut => "ログアウト",
        Presence::LoggingIn => "ログイン中",
        Presence::Available => "受付可",
        Presence::Work => "作業中",
        Presence::Break => "休憩",
        Presence::Dialling => "発信中",
        Presence::OnCall => "通話中",
        Presence::AfterCallWork => "後処理",
    }
}

fn presence_means(presence: Presence) -> &'static str {
    match presence {
        Presence::Available => "電話を受けます",
        Presence::Work => "電話は受けません: 別の作業",
        Presence::Break => "電話は受けません: 離席",
        _ => "",
    }
}

fn fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::MicrophoneDenied => (
            "このサイトではマイクがブロックされています",
            "こちらの声が届かないため、通話はつながりませんでした。",
        ),
        Fault::MicrophoneMissing => (
            "マイクが見つかりません",
            "こちらの声が届きません。ヘッドセットをつないで、もう一度お試しください。",
        ),
        Fault::MicrophoneInUse => (
            "マイクが使用中です",
            "ほかのアプリが使っています。そのアプリを閉じて、もう一度お試しください。",
        ),
        Fault::MediaFailed => (
            "音声をつなげませんでした",
            "どちらの声も届かないため、通話を終了しました。",
        ),
        Fault::Unsupported => (
            "このブラウザーでは通話できません",
            "最新の Chrome、Edge、Firefox、Safari で開いてください。",
        ),
        Fault::SocketRefused => (
            "電話サーバーが応答しません",
            "応答があるまで、電話の発着信はできません。",
        ),
        Fault::SocketLost => (
            "接続が切れました",
            "通話を続けられませんでした。メモは残っています。",
        ),
        Fault::WrongPassword => (
            "ログインが拒否されました",
            "電話サーバーがこのユーザー名またはパスワードを受け付けません。",
        ),
        Fault::NoCredentials => (
            "ログインできませんでした",
            "このページが電話のアカウントを取得できませんでした。",
        ),
        Fault::UnknownNumber => (
            "この番号は使われていません",
            "この番号にはつながりません。番号をご確認ください。",
        ),
        Fault::Busy => ("話し中です", "相手は別の通話をしています。"),
        Fault::Declined => (
            "通話が拒否されました",
            "相手は今は応答しないことを選びました。",
        ),
        Fault::NoAnswer => (
            "応答がありません",
            "呼び出しましたが、だれも出ませんでした。",
        ),
        Fault::Unavailable => (
            "つながりません",
            "ログインしていないか、今は電話を受けていません。",
        ),
        Fault::Forbidden => (
            "許可されていない通話です",
            "このアカウントからこの番号にはかけられません。",
        ),
        Fault::Incompatible => (
            "電話機どうしが合いません",
            "双方に共通する音声の形式がありません。",
        ),
        Fault::TooMany => ("短い間に多くかけすぎました", "1分ほどお待ちください。"),
        Fault::Closed => ("受付時間外です", "今は電話を受ける人がいません。"),
        Fault::Garbled => (
            "電話サーバーの応答を読み取れません",
            "電話サーバーらしくない応答が届きました。再試行を続けます。",
        ),
        Fault::SoundBlocked => (
            "ブラウザーが音声を止めています",
            "このページのどこかを押すと聞こえます。",
        ),
        Fault::Failed => (
            "電話がつながりませんでした",
            "電話サーバーが接続できませんでした。",
        ),
        Fault::Internal => (
            "電話に不具合が起きました",
            "通話を終了しました。メモは残っています。",
        ),
    }
}

fn remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Retry => "もう一度試す",
        Remedy::LogIn => "ログインし直す",
        Remedy::CallAgain => "かけ直す",
        Remedy::EditNumber => "番号を直す",
        Remedy::ShowSteps => "許可の手順を見る",
        Remedy::Close => "閉じる",
    }
}

fn meet_fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::MicrophoneDenied => (
            "このサイトではマイクがブロックされています",
            "お声が届かないため、通話を始めませんでした。",
        ),
        Fault::MicrophoneMissing => (
            "マイクが見つかりません",
            "マイクをつないで、もう一度お試しください。",
        ),
        Fault::SocketRefused => (
            "ただいまつながりません",
            "電話サーバーが応答せず、通話を始められませんでした。",
        ),
        Fault::SocketLost => (
            "接続が切れました",
            "ネットワークを確認して、おかけ直しください。",
        ),
        Fault::WrongPassword | Fault::NoCredentials => {
            ("通話を始められませんでした", "回線を用意できませんでした。")
        }
        Fault::Busy => ("全員が通話中です", "数分後におかけ直しください。"),
        Fault::Declined => ("ただいま応答できません", "数分後におかけ直しください。"),
        Fault::NoAnswer | Fault::Unavailable => (
            "応答できる者がおりませんでした",
            "申し訳ありません。数分後におかけ直しください。",
        ),
        Fault::Forbidden | Fault::UnknownNumber => (
            "この回線は開いていません",
            "このページからはつながりません。",
        ),
        Fault::TooMany => (
            "短い間に多くかけすぎました",
            "1分ほど待って、もう一度お試しください。",
        ),
        Fault::Closed => ("受付時間外です", "今は電話を受ける者がおりません。"),
        Fault::MediaFailed => (
            "音声をつなげませんでした",
            "ネットワークが通話を妨げているかもしれません。",
        ),
        Fault::Internal | Fault::Failed | Fault::Incompatible => {
            ("電話がつながりませんでした", "こちら側で問題が起きました。")
        }
        other => self::fault(other),
    }
}

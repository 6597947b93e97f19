//! Korean.

use super::Text;
use crate::fault::{Fault, Remedy};
use crate::ringdesk_phone::Presence;

pub static TEXT: Text = Text {
    code: "ko",

    phone: "전화",
    open_phone: "전화 열기",
    minimise: "최소화",
    menu: "메뉴",
    change_state: "상태 변경",
    presence,
    presence_means,
    state_locked: "통화를 먼저 끝내세요",
    connected: "연결됨",
    connecting: "연결 중…",
    reconnecting: "다시 연결하는 중…",
    reconnecting_means: "연결될 때까지 전화를 받을 수 없습니다.",
    reconnecting_in_call: "지금 통화의 소리는 그대로 이어집니다.",
    ring_sound: "벨소리",
    shortcuts: "단축키",
    log_in: "로그인",
    log_out: "로그아웃",
    logging_in: "로그인 중…",
    logging_in_means: "계정과 회선을 확인하고 있습니다.",
    logged_out: "로그아웃 상태입니다",
    logged_out_means: "로그인하면 전화를 걸고 받을 수 있습니다.",
    no_account: "이 페이지에 전화 계정이 설정되어 있지 않습니다",

    dial_label: "이름 또는 번호",
    dial_placeholder: "이름 또는 번호",
    dial_pad: "다이얼 패드",
    backspace: "마지막 숫자 지우기",
    call: "전화 걸기",
    call_needs_number: "이름이나 번호를 먼저 입력하세요",
    call_needs_link: "연결될 때까지 기다려 주세요",
    stripped: "붙여 넣은 내용에서 숫자와 + # * : 만 남겼습니다",
    number_characters: "번호에는 숫자와 + # * : 만 쓸 수 있습니다",
    number_plus: "+ 는 맨 앞, 국가 번호 앞에만 올 수 있습니다",
    number_forbidden: "여기서는 걸 수 없는 번호입니다",
    number_short: |least| format!("번호는 {least}자리 이상이어야 합니다"),
    number_long: |most| format!("번호는 {most}자리 이하여야 합니다"),
    suggestions: "추천",
    colleague: "동료",
    contact: "연락처",
    recent: "최근 통화",
    recent_none: "최근 통화 5건이 여기에 표시됩니다.",
    call_incoming: "수신",
    call_outgoing: "발신",
    call_missed: "부재중",
    call_number: |who| format!("{who}에게 전화 걸기"),
    just_now: "방금",
    minutes_ago: |n| format!("{n}분 전"),
    hours_ago: |n| format!("{n}시간 전"),
    days_ago: |n| format!("{n}일 전"),

    incoming_call: "수신 전화",
    through: |queue| format!("{queue} 대기열"),
    direct: "직통 전화",
    ringing_for: "울린 시간",
    answer: "받기",
    answering: "연결하는 중…",
    decline: "거절",
    announce_incoming: |who, how| format!("수신 전화: {who}, {how}"),

    dialling: "전화 거는 중…",
    ringing: "벨이 울리는 중…",
    queued: "대기 중",
    queued_at: |position| format!("대기 순서 {position}번째"),
    in_call: "통화 중",
    ending: "끊는 중…",
    mute: "음소거",
    muted: "음소거됨",
    muted_means: "상대방에게 내 소리가 들리지 않습니다",
    held: "보류됨",
    held_means: "상대방이 통화를 보류했습니다",
    returning: "다시 연결하는 중…",
    returning_means: "잠시 후 통화가 이어집니다",
    unheard: "소리 없음",
    unheard_means: "상대방의 소리가 들리지 않습니다",
    keypad: "키패드",
    keys_sent: "보낸 키",
    end: "종료",
    cancel: "취소",
    copy_number: "번호 복사",
    copied: "복사됨",
    unknown_caller: "알 수 없는 발신자",

    controls: [
        "받기",
        "거절",
        "종료",
        "보류",
        "해제",
        "음소거",
        "키패드",
        "호전환",
        "협의",
        "병행 통화",
        "회선 전환",
        "고객 연결",
        "협의 종료",
        "회의",
        "통화 병합",
        "참여자 추가",
        "내보내기",
        "나가기",
        "모두 종료",
        "녹취",
        "녹취 일시 정지",
        "강제 종료",
    ],
    refusals: [
        "상대방이 받은 뒤에 할 수 있습니다",
        "끝난 통화입니다",
        "먼저 보류를 해제하세요",
        "보류 중인 통화가 아닙니다",
        "이미 보류 중입니다",
        "앞선 요청이 끝날 때까지 기다려 주세요",
        "이미 두 회선을 쓰고 있습니다",
        "다른 회선이 없습니다",
        "병행 통화 중에는 호전환할 수 없습니다. 먼저 병행 통화를 끝내세요",
        "첫 통화 상대가 나갔습니다. 끊고 다시 걸어 주세요",
        "회의 중에는 병합할 수 없습니다. 한 명이 먼저 나가야 합니다",
        "회의 중에는 보류할 수 없습니다",
        "회의 중에는 할 수 없습니다",
        "회의가 아닙니다",
        "진행 중인 협의가 없습니다",
        "회의는 협의 중에만 시작할 수 있습니다",
        "상담원만 할 수 있습니다",
        "협의를 시작한 사람만 할 수 있습니다",
        "이 전화에서 쓰지 않는 기능입니다",
        "녹취 중인 통화가 아닙니다",
        "더 이상 참여자를 추가할 수 없습니다",
        "안내 멘트가 나가고 있습니다",
        "지금은 할 수 없습니다",
    ],
    standings: [
        "",
        "보류하는 중…",
        "보류 중",
        "보류 해제 중…",
        "협의 요청 중",
        "협의 중",
        "협의 보류 중",
        "회의 중",
        "호전환 중…",
        "안내 멘트 중…",
    ],
    about: "{} 고객 협의",
    members: "회의 참여자",
    remove: "{} 내보내기",
    transferring_to: "{}에게 호전환 중…",
    transferring_means: "받을 때까지 {} 고객은 보류 상태로 기다립니다.",
    transfer_failed: "{}에게 호전환하지 못했습니다",
    still_here: "{} 고객은 계속 연결되어 있습니다.",
    choose_another: "다른 대상 선택",
    answers: ["보류하고 받기", "끊고 받기", "참여 허용"],
    not_reached: "{}에게 연결하지 못했습니다",
    listening: "듣기만 하는 중",
    listening_means: "상대방에게 내 소리가 들리지 않습니다",
    speak: "말하기",
    recording: "녹취 중",
    recording_paused: "정지됨",
    recording_resume: "녹취 다시 시작",
    ask_merge: (
        "두 통화를 병합할까요?",
        "{}: 서로의 목소리를 듣게 되고, 나도 함께 통화합니다.",
    ),
    ask_end: (
        "모두의 통화를 끝낼까요?",
        "다른 참여자의 통화도 함께 끝납니다. 나가기를 선택하면 나머지는 계속 통화할 수 있습니다.",
    ),
    ask_terminate: (
        "통화를 강제로 종료할까요?",
        "{}: 아래 안내를 끝까지 들은 뒤 통화가 종료됩니다. 내 목소리는 더 이상 들리지 않습니다.",
    ),
    announcement: "상담원에 대한 폭언으로 통화를 종료합니다. 양해 부탁드립니다.",
    actions: "통화 기능",
    actions_short: "기능",
    seek: "이름, 팀, 대기열 또는 번호",
    refresh: "목록 새로 고침",
    looking: "찾는 중…",
    look_failed: "목록을 불러올 수 없습니다. 번호는 직접 입력할 수 있습니다.",
    nobody: "찾는 이름이 없습니다",
    kinds: ["번호", "상담원", "팀", "대기열", "연락처", "자주 쓰는 번호"],
    available_count: "{}명 대기",
    waiting_count: "{}명 기다림",
    in_wrap_up: "후처리 중이어서 연결할 수 없습니다",
    only_available: "대기 중인 상담원에게만 바로 호전환할 수 있습니다. 먼저 협의하세요",
    keep_frequent: "자주 쓰는 번호",

    ticket_searching: "이 통화의 티켓을 찾는 중…",
    ticket_waiting: "헬프데스크가 응답하지 않습니다. 응답하면 바로 티켓을 만듭니다.",
    ticket_open: "열기",
    notes: "메모",
    notes_placeholder: "통화 내용을 적으세요",
    tags: "태그",
    tags_placeholder: "태그 추가",
    tag_remove: |tag| format!("{tag} 태그 삭제"),
    subject_from: |who| format!("{who}의 전화"),
    subject_to: |who| format!("{who}에게 건 전화"),
    call_lasted: |who, time| format!("{who} 통화, {time}"),
    call_ended: "통화 종료",
    ended_by_them: "상대방이 끊었습니다",
    ended_by_you: "내가 끊었습니다",
    ended_by_network: "연결이 끊어졌습니다",
    done: "완료",
    done_means: "메모와 태그를 티켓에 남기고 대기 상태로 바꿉니다",
    saved: "입력하는 대로 저장됩니다",

    fault,
    remedy,
    close: "닫기",
    hide: "메시지 숨기기",
    microphone_steps: [
        "주소 표시줄 왼쪽 끝의 아이콘을 누르세요.",
        "마이크를 ‘허용’으로 바꾸세요.",
        "여기로 돌아와 다시 시도하세요.",
    ],

    meet_name: "이름",
    meet_name_means: "어떻게 불러 드릴지 알려 주세요.",
    meet_start: "통화 시작",
    meet_connecting: "연결 중…",
    meet_microphone: "브라우저가 마이크 사용을 물으면 ‘허용’을 누르세요.",
    meet_calling: "전화 거는 중…",
    meet_waiting: |position| format!("대기 순서 {position}번째입니다"),
    meet_waiting_means: "순서대로 받고 있으니 잠시만 기다려 주세요.",
    meet_waited: "기다린 시간",
    meet_talking: "통화 중",
    meet_talking_with: |who| format!("{who} 님과 통화 중"),
    meet_ended: "통화가 끝났습니다",
    meet_ended_means: "이용해 주셔서 감사합니다.",
    meet_again: "다시 전화하기",
    meet_leave: "나가기",
    meet_fault,
};

fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::LoggedOut => "로그아웃",
        Presence::LoggingIn => "로그인 중",
        Presence::Available => "대기",
        Presence::Work => "업무",
        Presence::Break => "휴식",
        Presence::Dialling => "발신 중",
        Presence::OnCall => "통화 중",
        Presence::AfterCallWork => "후처리",
    }
}

fn presence_means(presence: Presence) -> &'static str {
    match presence {
        Presence::Available => "전화를 받습니다",
        Presence::Work => "전화 안 받음: 다른 업무",
        Presence::Break => "전화 안 받음: 자리 비움",
        _ => "",
    }
}

fn fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::MicrophoneDenied => (
            "이 사이트의 마이크 사용이 차단되었습니다",
            "상대방이 소리를 들을 수 없어 통화를 연결하지 않았습니다.",
        ),
        Fault::MicrophoneMissing => (
            "마이크가 없습니다",
            "상대방이 소리를 들을 수 없습니다. 헤드셋을 연결한 뒤 다시 시도하세요.",
        ),
        Fault::MicrophoneInUse => (
            "마이크가 사용 중입니다",
            "다른 프로그램이 쓰고 있습니다. 그 프로그램을 닫고 다시 시도하세요.",
        ),
        Fault::MediaFailed => (
            "소리를 연결할 수 없습니다",
            "양쪽 모두 소리가 들리지 않아 통화를 끝냈습니다.",
        ),
        Fault::Unsupported => (
            "이 브라우저로는 통화할 수 없습니다",
            "최신 Chrome, Edge, Firefox 또는 Safari에서 이 페이지를 여세요.",
        ),
        Fault::SocketRefused => (
            "전화 서버가 응답하지 않습니다",
            "응답할 때까지 전화를 걸거나 받을 수 없습니다.",
        ),
        Fault::SocketLost => (
            "연결이 끊어졌습니다",
            "통화를 이어 갈 수 없습니다. 메모는 남아 있습니다.",
        ),
        Fault::WrongPassword => (
            "로그인이 거부되었습니다",
            "전화 서버가 이 사용자 이름이나 비밀번호를 받아들이지 않습니다.",
        ),
        Fault::NoCredentials => (
            "로그인하지 못했습니다",
            "이 페이지가 전화 계정을 가져오지 못했습니다.",
        ),
        Fault::UnknownNumber => (
            "없는 번호입니다",
            "이 번호로는 연결할 수 없습니다. 숫자를 확인하세요.",
        ),
        Fault::Busy => ("통화 중입니다", "상대방이 다른 통화를 하고 있습니다."),
        Fault::Declined => (
            "통화가 거절되었습니다",
            "상대방이 지금은 받지 않기로 했습니다.",
        ),
        Fault::NoAnswer => ("응답이 없습니다", "벨이 울렸지만 아무도 받지 않았습니다."),
        Fault::Unavailable => (
            "연결할 수 없습니다",
            "로그인하지 않았거나 지금은 전화를 받지 않습니다.",
        ),
        Fault::Forbidden => (
            "허용되지 않은 통화입니다",
            "이 계정으로는 이 번호에 전화할 수 없습니다.",
        ),
        Fault::Incompatible => (
            "서로 맞지 않는 전화기입니다",
            "두 전화기가 함께 쓸 수 있는 음성 형식이 없습니다.",
        ),
        Fault::TooMany => ("짧은 시간에 너무 많이 걸었습니다", "1분쯤 기다려 주세요."),
        Fault::Closed => (
            "상담 시간이 아닙니다",
            "지금은 전화를 받는 사람이 없습니다.",
        ),
        Fault::Garbled => (
            "전화 서버의 응답을 이해할 수 없습니다",
            "전화 서버답지 않은 응답이 왔습니다. 계속 다시 시도합니다.",
        ),
        Fault::SoundBlocked => (
            "브라우저가 소리를 막고 있습니다",
            "이 페이지의 아무 곳이나 누르면 소리가 들립니다.",
        ),
        Fault::Failed => (
            "전화가 연결되지 않았습니다",
            "전화 서버가 연결하지 못했습니다.",
        ),
        Fault::Internal => (
            "전화에 오류가 생겼습니다",
            "통화를 끝냈습니다. 메모는 남아 있습니다.",
        ),
    }
}

fn remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Retry => "다시 시도",
        Remedy::LogIn => "다시 로그인",
        Remedy::CallAgain => "다시 걸기",
        Remedy::EditNumber => "번호 고치기",
        Remedy::ShowSteps => "허용 방법 보기",
        Remedy::Close => "닫기",
    }
}

fn meet_fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::MicrophoneDenied => (
            "이 사이트의 마이크 사용이 차단되었습니다",
            "소리를 들을 수 없어 통화를 시작하지 않았습니다.",
        ),
        Fault::MicrophoneMissing => (
            "마이크가 없습니다",
            "마이크를 연결한 뒤 다시 시도해 주세요.",
        ),
        Fault::SocketRefused => (
            "지금은 연결할 수 없습니다",
            "전화 서버가 응답하지 않아 통화를 시작하지 못했습니다.",
        ),
        Fault::SocketLost => (
            "연결이 끊어졌습니다",
            "네트워크를 확인한 뒤 다시 걸어 주세요.",
        ),
        Fault::WrongPassword | Fault::NoCredentials => {
            ("통화를 시작하지 못했습니다", "회선을 준비하지 못했습니다.")
        }
        Fault::Busy => ("모두 통화 중입니다", "몇 분 뒤에 다시 걸어 주세요."),
        Fault::Declined => ("지금은 받을 수 없습니다", "몇 분 뒤에 다시 걸어 주세요."),
        Fault::NoAnswer | Fault::Unavailable => (
            "아무도 받지 못했습니다",
            "죄송합니다. 몇 분 뒤에 다시 걸어 주세요.",
        ),
        Fault::Forbidden | Fault::UnknownNumber => (
            "열려 있지 않은 회선입니다",
            "이 페이지에서는 걸 수 없는 회선입니다.",
        ),
        Fault::TooMany => (
            "짧은 시간에 너무 많이 걸었습니다",
            "1분쯤 뒤에 다시 시도해 주세요.",
        ),
        Fault::Closed => (
            "상담 시간이 아닙니다",
            "지금은 전화를 받는 사람이 없습니다.",
        ),
        Fault::MediaFailed => (
            "소리를 연결할 수 없습니다",
            "네트워크가 통화를 막고 있을 수 있습니다.",
        ),
        Fault::Internal | Fault::Failed | Fault::Incompatible => {
            ("전화가 연결되지 않았습니다", "저희 쪽에 문제가 생겼습니다.")
        }
        other => self::fault(other),
    }
}
